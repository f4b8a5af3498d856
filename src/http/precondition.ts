import { matches } from './etag.ts'

/** The check that an `If-Match` header asks for; without one every version will do. */
export const precondition =
  (header: string | undefined) =>
  (etag: string): boolean =>
    header === undefined || matches(header, etag)
