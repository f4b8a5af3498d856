import { z } from '@hono/zod-openapi'
import {
  isPlainText,
  isStorable,
  maxCharacters,
  notPlainText,
  notStorable,
  STORABLE_PATTERN,
  TRIMMED_PATTERN,
} from '../../domain/plain-text.ts'
import { ON_MAX_CONCURRENT } from '../../domain/triggers/max-concurrent.ts'

const Name = z.string().trim().min(1).check(maxCharacters(100)).refine(isPlainText, notPlainText).openapi({
  description: 'Script name, unique when compared in NFC. Surrounding whitespace is removed.',
  pattern: TRIMMED_PATTERN,
  example: 'Order totals',
})

const Description = z.string().check(maxCharacters(500)).refine(isStorable, notStorable).nullable().openapi({
  description: 'Purpose of the script.',
  pattern: STORABLE_PATTERN,
  example: 'Adds up an order and reports whether it is large.',
})

const Active = z.boolean().openapi({
  description:
    'Whether `execute-all`, schedules, webhooks and the ends of other executions start the script. An inactive one can ' +
    'still be executed by its id, retried, and called by a `sub_script` node.',
  example: true,
})

export const ExecutionOrder = z
  .int()
  .min(-1_000_000)
  .max(1_000_000)
  .openapi({ description: 'Position in `execute-all`; the lowest number runs first.', example: 0 })

export const Retention = z
  .strictObject({
    days: z
      .int()
      .min(0)
      .max(36_500)
      .optional()
      .openapi({ description: 'Days to keep executions; 0 for no limit.', example: 7 }),
    count: z
      .int()
      .min(0)
      .optional()
      .openapi({ description: 'Number of executions to keep; 0 for no limit.', example: 1000 }),
  })
  .openapi('Retention', { description: 'How long executions are kept.', example: { days: 7 } })
  .nullable()
  .openapi({
    description: "Retention of the script's executions; null for the default of the server.",
    example: null,
  })

const Strict = z.boolean().openapi({
  description:
    'Whether an expression that finds nothing fails its node with `MISSING_VALUE`. Otherwise it is null or an ' +
    'empty string, and the result of the node has a warning.',
  example: false,
})

const MAX_TAGS = 20

const Tag = z
  .string()
  .trim()
  .normalize('NFC')
  .min(1)
  .check(maxCharacters(50))
  .refine(isPlainText, notPlainText)
  .openapi({ pattern: TRIMMED_PATTERN, description: 'A tag to find scripts by.', example: 'orders' })

export const Tags = z
  .array(Tag)
  .max(MAX_TAGS)
  .overwrite((tags) => [...new Set(tags)])
  .openapi({
    description:
      'Tags of the script, case-sensitive. They are stored in NFC, without surrounding whitespace and without ' +
      'duplicates.',
    example: ['orders'],
  })

const TimeoutMs = z
  .int()
  .min(1)
  .max(31_622_400_000)
  .nullable()
  .openapi({
    description:
      'Time limit of each execution of the script in milliseconds, measured from its start and including waits; ' +
      'null for the limit of the server. An execution that exceeds it ends as `timed_out`. A request can only ' +
      'shorten it. It does not apply to calls by `sub_script` nodes.',
    example: null,
  })

const MaxConcurrent = z
  .int()
  .min(1)
  .max(1_000_000)
  .nullable()
  .openapi({
    description:
      'Maximum number of concurrent executions of the script, however they were started; null for no limit. A ' +
      'call by a `sub_script` node counts as one, unless it is made within an execution or a call of the same ' +
      'script.',
    example: null,
  })

const OnMaxConcurrent = z.enum(ON_MAX_CONCURRENT).openapi('OnMaxConcurrent', {
  description:
    'What happens to executions above the limit: `queue` keeps them on disk, waiting in order of arrival; `skip` ' +
    'refuses them with `SCRIPT_BUSY`, leaves the script out of `execute-all`, and counts waiting executions ' +
    'towards the limit.',
  example: 'queue',
})

const OnFailure = z
  .int()
  .positive()
  .nullable()
  .openapi({
    description:
      'Id of the script that runs when an execution of this one fails or times out; null for the ' +
      '`ON_FAILURE_SCRIPT` of the server. An execution started in this way does not start another one.',
    example: null,
  })

const OnSuccess = z.int().positive().nullable().openapi({
  description: 'Id of the script that runs when an execution of this one completes; null for none.',
  example: null,
})

/** What clients set for a script in addition to its graph. */
export const settings = {
  name: Name,
  description: Description,
  active: Active,
  execution_order: ExecutionOrder,
  retention: Retention,
  strict: Strict,
  tags: Tags,
  timeout_ms: TimeoutMs,
  max_concurrent: MaxConcurrent,
  on_max_concurrent: OnMaxConcurrent,
  on_failure: OnFailure,
  on_success: OnSuccess,
}

/** The same for a new script; only the name is required. */
export const newSettings = {
  name: Name,
  description: Description.default(null),
  active: Active.default(true),
  execution_order: ExecutionOrder.default(0),
  retention: Retention.default(null),
  strict: Strict.default(false),
  tags: Tags.default([]),
  timeout_ms: TimeoutMs.default(null),
  max_concurrent: MaxConcurrent.default(null),
  on_max_concurrent: OnMaxConcurrent.default('queue'),
  on_failure: OnFailure.default(null),
  on_success: OnSuccess.default(null),
}

export const exampleSettings: z.output<z.ZodObject<typeof settings>> = {
  name: 'Order totals',
  description: null,
  active: true,
  execution_order: 0,
  retention: null,
  strict: false,
  tags: [],
  timeout_ms: null,
  max_concurrent: null,
  on_max_concurrent: 'queue',
  on_failure: null,
  on_success: null,
}
