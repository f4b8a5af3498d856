import { z } from '@hono/zod-openapi'
import { FOLLOW_UP_KINDS } from '../../domain/triggers/trigger.ts'
import { integerText } from '../../http/request/integer-text.ts'
import { pageQuery } from '../../http/request/page-query.ts'
import { ExecutionId } from '../executions/schema.ts'

const time = (description: string) =>
  z.iso.datetime().openapi({ description, example: '2026-11-24T01:30:00.000Z' })

const OUTCOMES = ['pending', 'started', 'skipped'] as const

export const FollowUp = z
  .object({
    execution_id: ExecutionId,
    kind: z.enum(FOLLOW_UP_KINDS).openapi('FollowUpKind', {
      description: '`on_failure` if the execution failed or timed out, `on_success` if it completed.',
      example: 'on_failure',
    }),
    script_id: z.int().openapi({ description: 'The script to start.', example: 2 }),
    outcome: z.enum(OUTCOMES).openapi('FollowUpOutcome', {
      description: '`pending` while it waits for a free place.',
      example: 'started',
    }),
    reason: z.string().nullable().openapi({
      description:
        'Why it was skipped: `script_inactive`, `script_empty`, `throttled`, or the code of an error.',
      example: null,
    }),
    started_execution_id: z
      .string()
      .nullable()
      .openapi({ description: 'The execution that was started.', example: 'ex_01KARDDJ80FXR3ZC8PCBFZ4WR0' }),
    created_at: time('When the execution ended.'),
    decided_at: time('When the script was started or skipped.').nullable(),
  })
  .openapi('FollowUp', {
    description: 'A script that starts because an execution ended, and the outcome.',
    example: {
      execution_id: 'ex_01KARDDJ80FXR3ZC8PCBFZ4WQZ',
      kind: 'on_failure',
      script_id: 2,
      outcome: 'started',
      reason: null,
      started_execution_id: 'ex_01KARDDJ80FXR3ZC8PCBFZ4WR0',
      created_at: '2026-11-24T01:30:00.000Z',
      decided_at: '2026-11-24T01:30:00.004Z',
    },
  })
export type FollowUp = z.output<typeof FollowUp>

export const FollowUpQuery = pageQuery(z.tuple([ExecutionId])).extend({
  outcome: z
    .enum(OUTCOMES)
    .optional()
    .openapi({ description: 'Only follow-ups with this outcome.', example: 'skipped' }),
  kind: z
    .enum(FOLLOW_UP_KINDS)
    .optional()
    .openapi({ description: 'Only follow-ups of this kind.', example: 'on_failure' }),
  script_id: integerText({ minimum: 1 })
    .optional()
    .openapi({ type: 'integer', description: 'Only follow-ups that start this script.', example: 2 }),
  execution_id: ExecutionId.optional().openapi({ description: 'Only follow-ups of this execution.' }),
})
export type FollowUpQuery = z.output<typeof FollowUpQuery>
