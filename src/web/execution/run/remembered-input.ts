import type { Api } from '../../lib/api.ts'
import type { KeyedStorage } from '../../lib/preferences.ts'
import { readLastInput } from '../model/read-execution.ts'

// A browser keeps a few megabytes for the whole page.
const MAX_LENGTH = 100_000

const keyOf = (scriptId: number) => `input.${scriptId}`

/** The input of the last run of a script in this browser, or else of its last execution, as JSON. */
export const readOffered = async (
  { api, storage }: { readonly api: Api; readonly storage: KeyedStorage },
  scriptId: number,
  signal: AbortSignal,
): Promise<string> => {
  const remembered = storage.read(keyOf(scriptId))
  if (remembered !== undefined) return remembered
  const input = await readLastInput(api, scriptId, signal).catch(() => undefined)
  return input == null ? '' : (toText(input) ?? '')
}

/** As JSON, unless it is longer than what is kept. */
const toText = (input: unknown): string | undefined => {
  const text = JSON.stringify(input, null, 2)
  return text === undefined || text.length > MAX_LENGTH ? undefined : text
}

export const rememberInput = (storage: KeyedStorage, scriptId: number, input: unknown): void => {
  storage.write(keyOf(scriptId), toText(input))
}
