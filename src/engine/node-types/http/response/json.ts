import { NumberOverflowError, parseExactNumbers } from '../../../../lib/json/exact-numbers.ts'
import { NodeError } from '../../../errors.ts'
import type { NodeContext } from '../../../node-type.ts'

/** Longer texts would hold the event loop for long, so they are parsed in a thread. */
const MAX_AT_ONCE = 100_000

export type Parsed =
  | { readonly value: unknown }
  | {
      /** What is wrong with the text. */
      readonly reason: string
      /** Whether it has a number that no double can hold. */
      readonly isOverflow: boolean
    }

/** @throws NodeError `OUTPUT_TOO_LARGE`, or `HTTP_RESPONSE` when it takes too much time or memory */
export const parseJson = async (
  text: string,
  { services, signal, share }: Pick<NodeContext, 'services' | 'signal' | 'share'>,
): Promise<Parsed> => {
  try {
    if (text.length <= MAX_AT_ONCE) return { value: parseExactNumbers(text) }
    return { value: await services.formats.parse(text, 'the response', { signal, share }) }
  } catch (error) {
    if (error instanceof SyntaxError) {
      return { reason: error.message, isOverflow: error instanceof NumberOverflowError }
    }
    if (!(error instanceof NodeError)) throw error
    const { code, message: reason } = error
    if (code === 'JSON_SYNTAX' || code === 'JSON_NUMBER')
      return { reason, isOverflow: code === 'JSON_NUMBER' }
    if (!code.startsWith('FILE_')) throw error
    throw new NodeError('HTTP_RESPONSE', `The response cannot be parsed: ${reason}`, {
      retryable: false,
      cause: error,
    })
  }
}
