import { z } from 'zod'
import { mapMaybePromise } from '../../lib/async/maybe-promise.ts'
import { defineNodeType } from '../node-type.ts'
import { concurrency, expression } from './fields.ts'
import { isTruthy } from './truthiness.ts'

export const repeatType = defineNodeType({
  type: 'repeat',
  kind: 'loop',
  title: 'Repeat',
  description:
    'Runs the nodes behind port `each` a number of times, with 0, 1, 2 … as their input. With `until`, it runs them until that is true: the first time with its own input, then with the output of the previous run. Then passes the list of their outputs on through port `done`.',
  effects: false,
  ports: ['each', 'done'],
  verbatim: ['until'],
  afterRounds: ['until'],
  parameters: z
    .strictObject({
      times: z
        .int()
        .min(0)
        .max(100_000)
        .describe('The number of iterations; with `until`, the maximum.')
        .meta({ examples: [3] }),
      until: expression('input.status = "ready"')
        .optional()
        .describe(
          'JSONata, evaluated after each run; the first true result ends the loop. `input` is the output of the run, `loop.index` its number from 0 and `loop.item` its input.',
        ),
      on_limit: z
        .enum(['fail', 'done'])
        .optional()
        .describe(
          'What happens if `until` is not true after `times` runs: `fail` (default) with `REPEAT_LIMIT`, or `done` with the outputs.',
        )
        .meta({ examples: ['done'] }),
      concurrency,
    })
    .superRefine(({ until, on_limit, concurrency }, context) => {
      if (until === undefined && on_limit !== undefined) context.addIssue(problem('on_limit', 'needs_until'))
      if (until !== undefined && concurrency > 1) context.addIssue(problem('concurrency', 'until_in_order'))
    }),
  example: { parameters: { times: 3 } },
  iterate: ({ times, until, on_limit = 'fail', concurrency }) =>
    until === undefined
      ? { items: Array.from({ length: times }, (_, index) => index), concurrency }
      : { times, onLimit: on_limit },
  isLast: ({ until }, { evaluate }) => mapMaybePromise(evaluate(String(until), 'until'), isTruthy),
})

const problem = (parameter: string, code: string) => ({
  code: 'custom' as const,
  path: [parameter],
  params: { problem: code },
})
