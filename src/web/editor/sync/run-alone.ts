import { type Api, ask, type Schemas } from '../../lib/api.ts'
import { parseJson } from '../../lib/json/parse.ts'
import type { KeyedStorage } from '../../lib/preferences.ts'
import type { LastRun, Surroundings } from './last-run.ts'

export type NodeResult = Schemas['NodeResult']

export interface RunAlone extends Surroundings {
  readonly type: string
  readonly parameters: Readonly<Record<string, unknown>>
  readonly input: unknown
}

/** Runs one action with an input that is given, and with what is known of the nodes before it. */
export const runAlone = async (
  api: Api,
  { type, parameters, input, params, nodes }: RunAlone,
): Promise<NodeResult> => {
  const { data } = await ask(
    api.POST('/api/actions', {
      body: {
        action_type: type,
        parameters: { ...parameters },
        nodes: { ...nodes },
        ...(input !== undefined && { input }),
        ...(params !== undefined && { params }),
      },
    }),
  )
  return data
}

/** Evaluates what a field holds: an expression, or a text or value that has `{{ }}` in it. */
export const tryValue = (
  api: Api,
  {
    text,
    kind,
    ...rest
  }: Omit<RunAlone, 'type' | 'parameters'> & { text: unknown; kind: 'expression' | 'value' },
): Promise<NodeResult> =>
  kind === 'expression'
    ? runAlone(api, { type: 'transform', parameters: { expression: text }, ...rest })
    : runAlone(api, { type: 'end', parameters: { output: text }, ...rest })

/** Inputs that the user has written for single nodes; they stay in this browser. */
export class PinnedInputs {
  readonly #storage: KeyedStorage
  readonly #scriptId: number

  constructor(storage: KeyedStorage, scriptId: number) {
    this.#storage = storage
    this.#scriptId = scriptId
  }

  read(id: string): string | undefined {
    return this.#storage.read(this.#key(id))
  }

  write(id: string, text: string | undefined): void {
    this.#storage.write(this.#key(id), text)
  }

  #key(id: string): string {
    return `pinned.${this.#scriptId}.${id}`
  }
}

/** The input to try a node with: what the user has pinned, or else what is known from the last run. */
export const inputFor = (
  id: string,
  { pinned, lastRun }: { readonly pinned: PinnedInputs; readonly lastRun: LastRun },
): { readonly value: unknown; readonly from: 'pinned' | 'lastRun' | 'nowhere' } => {
  const text = pinned.read(id)
  const parsed = text === undefined ? undefined : parseJson(text)
  // What is no JSON is shown where it is edited, and not used here.
  if (parsed && 'value' in parsed && parsed.value !== undefined)
    return { value: parsed.value, from: 'pinned' }
  const value = lastRun.inputOf(id)
  return { value, from: value === undefined ? 'nowhere' : 'lastRun' }
}
