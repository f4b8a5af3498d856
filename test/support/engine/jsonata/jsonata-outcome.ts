import jsonata from 'jsonata'
import { isRecord } from '../../../../src/lib/json/is-record.ts'

/** The value of an evaluation as JSON, or its error with the position. */
export const outcomeOf = async (evaluate: () => unknown): Promise<string> => {
  try {
    return JSON.stringify(await evaluate()) ?? 'undefined'
  } catch (thrown) {
    const { message, position }: { message: string; position?: unknown } = Object(thrown)
    return `fails: ${message}${typeof position === 'number' ? ` (at character ${position})` : ''}`
  }
}

/** What the package itself makes of an expression. The limits end what would not end. */
export const plainOutcome = (source: string, root: unknown): Promise<string> =>
  outcomeOf(() => jsonata(source, { timeout: 10_000, stack: 5000, sequence: 1_000_000 }).evaluate(root))

/**
 * Whether an outcome agrees with the one of the package. Errors may go on with what to write instead; a function without
 * a name has "undefined" in those of the package.
 */
export const agrees = (own: string, plain: string): boolean => {
  if (namesLimit(own, plain)) return true
  return plain.startsWith('fails: ')
    ? own.startsWith(plain.replace('function undefined', 'the function'))
    : own === plain
}

/** A range that is too long names the setting, of which the package knows nothing. */
const namesLimit = (own: string, plain: string): boolean =>
  /\brange operator \(\.\.\) must not exceed 1e7/.test(plain) && own.includes('EXPRESSION_LIST_LIMIT')

/** The root document for data of any kind, since an expression of this program always reads an object. */
export const rootWith = (
  data: unknown,
  source: string,
): { readonly root: object; readonly source: string } => {
  if (isRecord(data)) return { root: data, source }
  return data === undefined ? { root: {}, source } : { root: { data }, source: `data.(${source}\n)` }
}
