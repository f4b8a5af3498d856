import type { NodeResult } from '../../execution/model/execution-view.ts'
import { type ListedResult, readExecution } from '../../execution/model/read-execution.ts'
import { edgesOf, nodesById, type ScriptModel } from '../../graph/model.ts'
import { upstreamOf } from '../../graph/traversal.ts'
import { type Api, ask, type Schemas } from '../../lib/api.ts'
import { Store } from '../../lib/store.ts'
import type { EditorState } from '../state/editor-state.ts'

const MAX_OUTPUTS = 50
const MAX_OUTPUT_BYTES = 100_000

/** What else a node sees beside its input, as far as it is known. */
export interface Surroundings {
  readonly params: unknown
  readonly nodes: Readonly<Record<string, unknown>>
}

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

  /** What the parameters of a node see besides its input; a node that has not run is null, as in an execution. */
  surroundingsOf(id: string, parameters: unknown): Surroundings {
    const named = this.#namedBy(id, parameters)
    const nodes = Object.fromEntries(named.map((each) => [each, this.outputOf(each) ?? null]))
    return { params: this.params, nodes }
  }

  /** The nodes that parameters name and whose outputs are not known. */
  unknownTo(id: string, parameters: unknown): readonly string[] {
    return this.#namedBy(id, parameters).filter((each) => !this.hasOutput(each))
  }

  /** Only these are sent when something is tried: outputs may be large. */
  #namedBy(id: string, parameters: unknown): readonly string[] {
    const text = JSON.stringify(parameters) ?? ''
    if (!/\bnodes\b/.test(text)) return []
    return [...upstreamOf(id, this.#state.model)].filter((each) => text.includes(each))
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
    const { whole, results } = await readExecution(this.#api, latest.id, new AbortController().signal)
    const outputs = whole ? results : await this.#readOutputs(latest.id, results)
    for (const { node_id, output } of outputs) {
      if (output !== undefined && !this.#outputs.has(node_id)) this.#outputs.set(node_id, output)
    }
    this.execution.set(whole ?? null)
  }

  /** The outputs of a large execution, as far as they are short: each node by itself, those in loops left out. */
  #readOutputs(execution_id: string, results: readonly ListedResult[]): Promise<readonly NodeResult[]> {
    const short = results.filter(
      ({ path, output_bytes }) => path === undefined && output_bytes && output_bytes <= MAX_OUTPUT_BYTES,
    )
    return Promise.all(
      short.slice(0, MAX_OUTPUTS).map(async ({ node_id }) => {
        const params = { path: { execution_id, node_id }, query: {} }
        return (await ask(this.#api.GET('/api/executions/{execution_id}/nodes/{node_id}', { params }))).data
      }),
    )
  }
}
