import type { Precondition } from '../../domain/precondition.ts'
import { matches } from '../response/etag.ts'

/** The precondition that an `If-Match` header states; without one, any version is accepted. */
export const precondition =
  (header: string | undefined): Precondition =>
  (etag) =>
    header === undefined || matches(header, etag)

/** The same where it matters whether the header is given: with it, the resource must exist. */
export const optionalPrecondition = (header: string | undefined): Precondition | undefined =>
  header === undefined ? undefined : precondition(header)
