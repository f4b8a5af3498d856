import { edgesOf, nodesById, type ScriptModel } from '../../graph/model.ts'
import { type Api, ask, type Schemas } from '../../lib/api.ts'
import { Store } from '../../lib/store.ts'
import type { EditorState } from '../state/editor-state.ts'

/** What nodes gave and got when the script was last run, or when they were run alone after that. */
export class LastRun {
  /** The execution; null when there is none, undefined as long as it is not known. */
  readonly execution = new Store<Schemas['Execution'] | null | undefined>(undefined)
  readonly #outputs = new Map<string, unknown>()
  readonly #state: EditorState
  readonly #api: Api
  #loading: Promise<void> | undefined

  constructor(api: Api, state: EditorState) {
    this.#api = api
    this.#state = state
  }

  /** Reads the last execution, once. */
  load(): Promise<void> {
    this.#loading ??= this.#read().catch(() => this.execution.set(null))
    return this.#loading
  }

  /** Remembers what a node gave when it was run alone, for the nodes behind it. */
  remember(id: string, output: unknown): void {
    this.#outputs.set(id, output)
  }

  hasOutput(id: string): boolean {
    return this.#outputs.has(id)
  }

  outputOf(id: string): unknown {
    return this.#outputs.get(id)
  }

  get params(): unknown {
    return this.execution.value?.input
  }

  /** What a node would get: the output of the node before it, or of several by their ids; undefined if not known. */
  inputOf(id: string): unknown {
    const model = this.#state.model
    const sources = edgesOf(model).filter(({ target }) => target === id)
    if (sources.length === 0) return this.params
    const known = sources.filter(({ source }) => this.hasOutput(source))
    const [first] = known
    if (!first) return undefined
    if (sources.length > 1)
      return Object.fromEntries(known.map(({ source }) => [source, this.outputOf(source)]))
    return first.output === 'each' ? this.#itemOf(first.source, model) : this.outputOf(first.source)
  }

  /** The first item of a loop, as far as known from its output or its constant items. */
  #itemOf(loop: string, model: ScriptModel): unknown {
    const items = nodesById(model).get(loop)?.parameters['items']
    return Array.isArray(items) ? items[0] : undefined
  }

  async #read(): Promise<void> {
    const { scriptId } = this.#state
    const { data } = await ask(
      this.#api.GET('/api/executions', { params: { query: { script_id: scriptId, limit: 1 } } }),
    )
    const [latest] = data
    if (!latest) {
      this.execution.set(null)
      return
    }
    const answer = await ask(
      this.#api.GET('/api/executions/{execution_id}', { params: { path: { execution_id: latest.id } } }),
    )
    for (const { node_id, output } of answer.data.results) {
      if (output !== undefined && !this.#outputs.has(node_id)) this.#outputs.set(node_id, output)
    }
    this.execution.set(answer.data)
  }
}
