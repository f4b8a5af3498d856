import { z } from '@hono/zod-openapi'
import { LOG_LEVELS, WARNING_CODES } from '../../../engine/records.ts'

const time = (description: string) =>
  z.iso.datetime().openapi({ description, example: '2026-11-23T18:00:00.000Z' })

export const NodeLogLine = z
  .object({
    level: z.enum(LOG_LEVELS).openapi('LogLevel', { description: 'Log level of the line.', example: 'info' }),
    message: z.string().openapi({ description: 'Text of the line.', example: '3 orders' }),
  })
  .openapi('NodeLogLine', { description: 'A line logged by a node.' })

export const NodeWarning = z
  .object({
    code: z.enum(WARNING_CODES).openapi('NodeWarningCode', {
      description:
        'The expression found nothing, and became null, an empty text or false; with `TABLE_AS_LIST`, perhaps because it ' +
        'looks for rows of a table, which expressions do not see.',
      example: 'MISSING_VALUE',
    }),
    path: z.string().openapi({
      description: 'Where in the parameters of the node the expression stands.',
      example: 'headers.x-user',
    }),
    expression: z.string().openapi({
      description: 'The expression, cut after 200 characters.',
      example: 'input.user.name',
    }),
    message: z.string().openapi({
      description: 'What is missing and what to do, in the language of the answer.',
      example:
        'headers.x-user: nothing was found for input.user.name. Check the names in it, or write a default with ??, such as input.name ?? "none".',
    }),
  })
  .openapi('NodeWarning', { description: 'A possible mistake that did not stop the node.' })

export const EarlierError = z
  .object({
    attempt: z.int().min(1).openapi({ description: 'Number of the attempt.', example: 1 }),
    code: z.string().openapi({ description: 'Code of the error.', example: 'HTTP_STATUS' }),
    message: z.string().openapi({
      description: 'Why the attempt failed, cut after 1000 characters.',
      example: 'the server answered 503',
    }),
    failed_at: time('When the attempt failed.'),
  })
  .openapi('EarlierError', {
    description: 'Why an attempt of a node failed that was followed by another one.',
    example: {
      attempt: 1,
      code: 'HTTP_STATUS',
      message: 'the server answered 503',
      failed_at: '2026-11-23T18:00:00.000Z',
    },
  })

export const NodeWait = z
  .object({
    name: z.string().openapi({ description: 'Name of the event.', example: 'approval' }),
    correlation: z
      .string()
      .nullable()
      .openapi({ description: 'What the event is about; null for anything.', example: 'order-4711' }),
    until: time('When the wait ends without an event; null if it has no time limit of its own.').nullable(),
  })
  .openapi('NodeWait', {
    description: 'The event that a running node waits for.',
    example: { name: 'approval', correlation: 'order-4711', until: '2026-11-23T18:00:00.000Z' },
  })
