import { type Api, ask, type Schemas } from '../../lib/api.ts'
import type { KeyedStorage } from '../../lib/preferences.ts'
import type { LastRun } from './last-run.ts'

export type NodeResult = Schemas['NodeResult']

export interface RunAlone {
  readonly type: string
  readonly parameters: Readonly<Record<string, unknown>>
  readonly input: unknown
}

/** Runs one action with an input that is given, without the script around it. */
export const runAlone = async (api: Api, { type, parameters, input }: RunAlone): Promise<NodeResult> => {
  const { data } = await ask(
    api.POST('/api/actions', {
      body: { action_type: type, parameters: { ...parameters }, ...(input !== undefined && { input }) },
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
    input,
  }: { readonly text: unknown; readonly kind: 'expression' | 'value'; readonly input: unknown },
): Promise<NodeResult> =>
  kind === 'expression'
    ? runAlone(api, { type: 'transform', parameters: { expression: text }, input })
    : runAlone(api, { type: 'end', parameters: { output: text }, input })

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
  if (text !== undefined) {
    try {
      return { value: JSON.parse(text), from: 'pinned' }
    } catch {
      // What is no JSON is shown where it is edited, and not used here.
    }
  }
  const value = lastRun.inputOf(id)
  return { value, from: value === undefined ? 'nowhere' : 'lastRun' }
}
