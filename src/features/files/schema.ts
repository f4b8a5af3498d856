import { z } from '@hono/zod-openapi'
import { pageQuery } from '../../http/request/page-query.ts'
import { Preconditions } from '../../http/request/precondition.ts'
import { type PathProblem, pathProblem } from '../../lib/system/paths.ts'

const MAX_PATH_LENGTH = 4096
/** The names of the longest path, as a cursor has them. */
const MAX_CURSOR_LENGTH = 3 * MAX_PATH_LENGTH

const problems = {
  control_character: 'path_with_control_character',
  too_long: 'path_too_long',
  malformed_unicode: 'path_not_unicode',
} as const satisfies Record<PathProblem, string>

const path = (description: string) =>
  z
    .string()
    .max(MAX_PATH_LENGTH)
    .superRefine((text, context) => {
      const problem = pathProblem(text)
      if (problem)
        context.addIssue({ code: 'custom', params: { problem: problems[problem] }, message: problem })
    })
    .openapi({ description, example: 'reports/2026/june.csv' })

const isName = (text: string): boolean =>
  text !== '' && text !== '.' && text !== '..' && !text.includes('/') && pathProblem(text) === undefined

export const FileListQuery = pageQuery(
  z.array(z.string().refine(isName)).min(1).max(MAX_PATH_LENGTH),
  MAX_CURSOR_LENGTH,
).extend({
  path: path('Path of the folder from the root of the workspace; defaults to the root.')
    .default('')
    .openapi({ example: 'reports/2026' }),
  recursive: z
    .enum(['true', 'false'])
    .default('false')
    .transform((text) => text === 'true')
    .openapi({
      type: 'boolean',
      default: false,
      description: 'Whether to also list the contents of subfolders, each after its folder.',
    }),
})
export type FileListQuery = z.output<typeof FileListQuery>

export const FileQuery = z.object({
  path: path('Path of the file from the root of the workspace, or an absolute path.').min(1),
})

const conditional = (description: string, example: string) =>
  z.string().optional().openapi({ description, example })

export const DownloadHeaders = Preconditions.pick({ 'if-match': true }).extend({
  range: conditional(
    'The part to send, such as `bytes=0-1023`, `bytes=1024-` or `bytes=-500`. Several parts are answered with the whole file.',
    'bytes=0-1023',
  ),
  'if-range': conditional(
    'The ETag of a part that was downloaded earlier: if it is no longer current, the whole file is sent.',
    '"2jmj7l5rSw0yVb_vlWAYkK_YBwk"',
  ),
})

export const DeletedFile = z
  .object({ path: z.string().openapi({ description: 'Path from the root of the workspace.' }) })
  .openapi('DeletedFile', {
    description: 'The file that was deleted.',
    example: { path: 'reports/2026/june.csv' },
  })
