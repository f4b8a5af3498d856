import type { MaybePromise } from '../../../lib/async/maybe-promise.ts'
import { type Pausable, runInTurns } from '../../../lib/async/run-in-turns.ts'
import type { Turns } from '../../../lib/async/turns.ts'
import { jsonPieces } from '../../../lib/json/json-pieces.ts'
import { isWithin, JsonLimitError, JsonNormalizer } from '../../../lib/json/json-value.ts'
import { NodeError } from '../../errors.ts'

/** SQLite reads JSON up to 1000 levels deep, and what is stored around an output takes some of them. */
export const MAX_OUTPUT_DEPTH = 500

// A number of 24 characters with a comma, or a text with quotes, comma and, after its field name, more quotes and a colon.
const MAX_BYTES_PER_VALUE = 28

// In memory, where a text takes one or two bytes for a character; as JSON, most take no more.
const BYTES_PER_VALUE = 16
const BYTES_PER_CHARACTER = 2
/** The text of larger values is measured, so that nothing is refused at half of the configured limit. */
const MAX_ESTIMATED_CHARACTERS = 100_000

// `\u0000`
const MAX_BYTES_PER_CHARACTER = 6

/** A value as it is kept, and about how many bytes it takes. */
export interface Output {
  readonly output: unknown
  readonly bytes: number
}

/**
 * Converts a value to what `JSON.stringify` would write for it, so that this run sees what a replay will read from the
 * disk; a BigInt becomes its decimal text, a value without a JSON form `null`. Plain JSON is returned as it is.
 * @throws NodeError `OUTPUT_TOO_LARGE` when its text would have more than `maxBytes` bytes, `OUTPUT_NOT_JSON` when it
 *   refers to itself or is nested deeper than `MAX_OUTPUT_DEPTH`
 */
export const toOutput = (value: unknown, maxBytes: number): Output => {
  // No value and no character takes less than a byte, so a larger value is given up before its text is built.
  const normalizer = new JsonNormalizer({ maxSize: maxBytes, maxDepth: MAX_OUTPUT_DEPTH })
  const output = normalize(normalizer, value, maxBytes) ?? null
  // One more for the `null` that replaces a value without a JSON form.
  const maxText =
    (normalizer.values + 1) * MAX_BYTES_PER_VALUE + normalizer.characters * MAX_BYTES_PER_CHARACTER
  const text = maxText > maxBytes ? textBytes(output) : undefined
  if (text !== undefined && text > maxBytes) throw tooLarge(maxBytes)
  return { output, bytes: estimate(output, normalizer, text) }
}

/** Values and characters that are converted at once. */
const MAX_AT_ONCE = 65_536

/** As `toOutput`; a large value is converted over as many turns of the event loop as it takes. */
export const toOutputInTurns = (
  value: unknown,
  maxBytes: number,
  { turns, caller }: { readonly turns: Turns; readonly caller: string },
): MaybePromise<Output> => {
  const isSmall = isWithin(value, { maxSize: Math.min(maxBytes, MAX_AT_ONCE), maxDepth: MAX_OUTPUT_DEPTH })
  return isSmall ? toOutput(value, maxBytes) : runInTurns(outputInParts(value, maxBytes), turns, caller)
}

function* outputInParts(value: unknown, maxBytes: number): Pausable<Output> {
  const normalizer = new JsonNormalizer({ maxSize: maxBytes, maxDepth: MAX_OUTPUT_DEPTH })
  let output: unknown
  try {
    output = (yield* normalizer.normalizeInParts(value)) ?? null
  } catch (error) {
    throw refusal(error, maxBytes)
  }
  let text = 0
  for (const piece of jsonPieces(output)) {
    text += Buffer.byteLength(piece)
    if (text > maxBytes) throw tooLarge(maxBytes)
    yield
  }
  return { output, bytes: estimate(output, normalizer, text) }
}

/** About how many bytes plain JSON takes in memory and on disk. */
export const bytesOf = (value: unknown): number => {
  const normalizer = new JsonNormalizer({ maxSize: Number.MAX_SAFE_INTEGER })
  return estimate(normalizer.normalize(value), normalizer)
}

const textBytes = (value: unknown): number => Buffer.byteLength(JSON.stringify(value))

const estimate = (value: unknown, { values, characters }: JsonNormalizer, text?: number): number => {
  const measured = text ?? (characters > MAX_ESTIMATED_CHARACTERS ? textBytes(value) : undefined)
  return values * BYTES_PER_VALUE + (measured ?? characters * BYTES_PER_CHARACTER)
}

const normalize = (normalizer: JsonNormalizer, value: unknown, maxBytes: number): unknown => {
  try {
    return normalizer.normalize(value)
  } catch (error) {
    throw refusal(error, maxBytes)
  }
}

const refusal = (error: unknown, maxBytes: number): unknown => {
  if (!(error instanceof JsonLimitError)) return error
  return error.limit === 'size' ? tooLarge(maxBytes) : tooDeep()
}

const tooLarge = (maxBytes: number): NodeError =>
  new NodeError(
    'OUTPUT_TOO_LARGE',
    `the output is larger than ${maxBytes} bytes as JSON, which is NODE_OUTPUT_LIMIT_BYTES. Give less, let rows become a table (\`as\`: \`table\`), or raise that setting.`,
    { retryable: false },
  )

const tooDeep = (): NodeError => {
  const message = `the output refers to itself or is nested more than ${MAX_OUTPUT_DEPTH} levels deep`
  return new NodeError('OUTPUT_NOT_JSON', message, { retryable: false })
}
