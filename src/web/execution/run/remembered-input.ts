import type { KeyedStorage } from '../../lib/preferences.ts'

// A browser keeps a few megabytes for the whole page.
const MAX_LENGTH = 100_000

const keyOf = (scriptId: number) => `input.${scriptId}`

/** The input of the last run of a script in this browser, as JSON. */
export const readInput = (storage: KeyedStorage, scriptId: number): string =>
  storage.read(keyOf(scriptId)) ?? ''

export const rememberInput = (storage: KeyedStorage, scriptId: number, input: unknown): void => {
  const text = input === undefined ? undefined : JSON.stringify(input, null, 2)
  storage.write(keyOf(scriptId), text !== undefined && text.length > MAX_LENGTH ? undefined : text)
}
