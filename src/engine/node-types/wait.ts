import { z } from 'zod'
import { defineNodeType } from '../node-type.ts'

const DAY_MS = 86_400_000

export const waitType = defineNodeType({
  type: 'wait',
  kind: 'timer',
  title: 'Wait',
  description:
    'Passes its input on after a delay or at a given time, at once if that time has passed. The wait survives ' +
    'restarts.',
  effects: false,
  ports: ['out'],
  parameters: z
    .strictObject({
      ms: z
        .int()
        .min(0)
        .max(366 * DAY_MS)
        .optional()
        .describe('The delay in milliseconds, up to 366 days. Give either this or `until`.')
        .meta({ examples: [1500] }),
      until: z.iso
        .datetime({ offset: true })
        .optional()
        .describe('When to continue, an ISO-8601 time with `Z` or an offset. Give either this or `ms`.')
        .meta({ examples: ['2030-01-01T09:00:00+09:00'] }),
    })
    .refine(({ ms, until }) => (ms === undefined) !== (until === undefined), {
      error: 'Give either `ms` or `until`',
      params: { problem: 'exactly_one', values: { names: 'ms, until' } },
    }),
  example: { parameters: { ms: 5 }, input: 'later', output: 'later' },
  deadline: ({ ms = 0, until }, now) => (until === undefined ? now + ms : Date.parse(until)),
})
