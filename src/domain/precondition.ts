/** Tells whether the caller's `If-Match` fits the version that is about to be changed. */
export type Precondition = (etag: string) => boolean
