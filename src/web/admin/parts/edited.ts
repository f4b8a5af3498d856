import { ask } from '../../lib/api.ts'

/** Something as it was read to be edited. */
export interface Edited<T> {
  readonly value: T
  /** Sent along when it is saved, so that nobody's change in the meantime is overwritten. */
  readonly etag: string
}

interface Answer<T> {
  readonly data?: { readonly data: T }
  readonly error?: unknown
  readonly response: Response
}

/** Reads it anew: what the list has may be old. @throws ApiError */
export const readToEdit = async <T>(request: Promise<Answer<T>>): Promise<Edited<T>> => {
  const [{ data }, { response }] = await Promise.all([ask(request), request])
  return { value: data, etag: response.headers.get('ETag') ?? '' }
}

/** For a PUT that creates what nobody has yet, or replaces what was read. */
export const conditionOf = (edited: Edited<unknown> | undefined) =>
  edited ? { 'if-match': edited.etag } : { 'if-none-match': '*' }
