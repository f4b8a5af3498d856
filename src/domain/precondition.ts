/** Whether the request's `If-Match` matches the ETag of the version to be changed. */
export type Precondition = (etag: string) => boolean
