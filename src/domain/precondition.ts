/**
 * Whether what a request demands holds for the ETag of what it would change, which can be one of several by the language
 * that was read; `undefined` when that does not exist.
 */
export type Precondition = (etag: string | readonly string[] | undefined) => boolean

/** The one of a request that demands nothing. */
export const unconditional: Precondition = () => true
