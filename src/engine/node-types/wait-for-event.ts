import { z } from 'zod'
import { isPlainText, maxCharacters, notPlainText } from '../../domain/plain-text.ts'
import { defineNodeType } from '../node-type.ts'
import { WAIT_FOR_EVENT } from '../records.ts'

const DAY_MS = 86_400_000

export const waitForEventType = defineNodeType({
  type: WAIT_FOR_EVENT,
  kind: 'event',
  title: 'Wait for event',
  description:
    'Waits until an event with its name is sent to the execution, and passes on the payload. If `timeout_ms` ' +
    'passes first, it passes its input on through `timeout`. The wait survives restarts.',
  effects: false,
  ports: ['out', 'timeout'],
  parameters: z.strictObject({
    name: z
      .string()
      .min(1)
      .check(maxCharacters(100))
      .refine(isPlainText, notPlainText)
      .describe('The name of the event, up to 100 characters.')
      .meta({ examples: ['approval'] }),
    correlation: z
      .union([z.string().min(1).check(maxCharacters(200)).refine(isPlainText, notPlainText), z.int()])
      .optional()
      .describe(
        'What the event is about, such as an order number, up to 200 characters: then only events with the same ' +
          'correlation are taken, and those sent to the execution without one.',
      )
      .meta({ examples: ['{{ params.order_id }}'] }),
    timeout_ms: z
      .int()
      .min(0)
      .max(366 * DAY_MS)
      .optional()
      .describe(
        'How long to wait, in milliseconds, up to 366 days. Without it, the wait has no time limit of its own.',
      )
      .meta({ examples: [86_400_000] }),
  }),
  example: { parameters: { name: 'approval', timeout_ms: 5 }, input: 'order 7', output: 'order 7' },
  expect: ({ name, correlation, timeout_ms }, now) => ({
    name,
    correlation: correlation === undefined ? null : String(correlation),
    deadline: timeout_ms === undefined ? null : now + timeout_ms,
  }),
})
