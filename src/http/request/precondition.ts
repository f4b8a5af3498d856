import { z } from '@hono/zod-openapi'
import { AppError } from '../../domain/errors.ts'
import { type Precondition, unconditional } from '../../domain/precondition.ts'
import { matches } from '../response/etag.ts'

/** The headers of every PUT, PATCH and DELETE of something that has an ETag. */
export const Preconditions = z.object({
  'if-match': z
    .string()
    .optional()
    .openapi({
      description:
        'The ETag of the version that was read, or `*` for any. If it is no longer current, nothing is changed and the ' +
        'answer is 412.',
      example: '"42-7"',
    }),
  'if-none-match': z.string().optional().openapi({
    description: '`*` if nothing may exist yet. If something does, nothing is changed and the answer is 412.',
    example: '*',
  }),
})
export type Preconditions = z.output<typeof Preconditions>

export const precondition = ({
  'if-match': ifMatch,
  'if-none-match': ifNoneMatch,
}: Preconditions): Precondition => {
  if (ifMatch === undefined && ifNoneMatch === undefined) return unconditional
  return (etag) =>
    etag === undefined
      ? ifMatch === undefined
      : (ifMatch === undefined || matches(ifMatch, etag)) &&
        (ifNoneMatch === undefined || !matches(ifNoneMatch, etag))
}

/** Reads the ETag, or one for each language, only when the request demands something. @throws AppError `PRECONDITION_FAILED` */
export const checkPrecondition = async (
  headers: Preconditions,
  readEtag: () => Promise<string | readonly string[]>,
): Promise<void> => {
  const holds = precondition(headers)
  if (holds !== unconditional && !holds(await readEtag())) throw new AppError('PRECONDITION_FAILED')
}
