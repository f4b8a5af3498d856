import type { Precondition } from '../lib/precondition.ts'
import { matches } from './etag.ts'

/** The check that an `If-Match` header asks for; without one every version will do. */
export const precondition =
  (header: string | undefined): Precondition =>
  (etag) =>
    header === undefined || matches(header, etag)
