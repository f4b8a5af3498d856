import { bytes, count, integer, milliseconds, type ValuesOf } from '../env-values.ts'

export const engineVariables = {
  EXECUTE_WAIT_MS: milliseconds()
    .prefault('10000')
    .describe('How long a request waits for its execution to finish before it is answered with 202'),
  EXECUTION_CONCURRENCY: count().prefault('8').describe('Nodes that run at once within one execution'),
  NODE_CONCURRENCY: count()
    .prefault('64')
    .describe(
      'Nodes of all executions that run at once and read or change something on the server; one caller may have three quarters of them. Nodes that wait for a thread, a time or the network do not count',
    ),
  NODE_QUEUE_LIMIT: count()
    .prefault('10000')
    .describe(
      'Nodes of one key, or one address without a key, that may wait for each of: a thread, an outgoing request, a free place; more fail',
    ),
  NODE_INTERRUPTION_LIMIT: count()
    .prefault('3')
    .describe('How many times the server may end unexpectedly while a node runs before the node fails'),
  EXECUTION_LIMIT: count().prefault('256').describe('Executions that run at once; more wait in the queue'),
  EXECUTION_QUEUE_LIMIT: integer(0, 10_000_000)
    .prefault('10000')
    .describe('Executions that may wait in the queue; more are refused with 429'),
  EXECUTION_SCHEDULED_LIMIT: integer(0, 10_000_000)
    .prefault('100000')
    .describe(
      'Executions that may be on disk only, scheduled for a later start or waiting for an event; more are refused with 429, or wait in memory. They take no place in the queue',
    ),
  EXECUTION_INTERRUPTION_LIMIT: count()
    .prefault('3')
    .describe(
      'How many times the server may end unexpectedly during an execution, without a single node to blame, ' +
        'before it no longer runs',
    ),
  EXECUTION_STEP_LIMIT: integer(1, 1_000_000_000)
    .prefault('100000')
    .describe('Maximum number of node runs in one execution'),
  EXECUTION_TIMEOUT_MS: milliseconds()
    .prefault('0')
    .describe('Maximum duration of one execution; 0 for no limit'),
  ON_FAILURE_SCRIPT: integer(1, Number.MAX_SAFE_INTEGER)
    .optional()
    .describe(
      'Id of the script that runs when an execution fails or times out and its script has no on_failure of its own',
    ),
  EVENT_LIMIT_BYTES: bytes().prefault('262144').describe('Maximum size of the payload of an event, as JSON'),
  EVENT_BUFFER_LIMIT: integer(0, 100_000)
    .prefault('100')
    .describe(
      'Events of one execution that may be buffered until a node takes them; more are refused with 429',
    ),
  EVENT_BUFFER_BYTES: integer(0, 1_073_741_824)
    .prefault('1048576')
    .describe('Maximum size of the payloads of these events together'),
  RESUME_LINK_DAYS: integer(1, 3660)
    .prefault('30')
    .describe('How many days after the start of an execution its `execution.resume_url` can be used'),
  RESUME_LINK_RATE_LIMIT: integer(0, 1_000_000)
    .prefault('10')
    .describe('Requests per second to links of `execution.resume_url`, for each address; 0 for no limit'),
  EXPRESSION_TIMEOUT_MS: milliseconds(1)
    .prefault('1000')
    .describe('Maximum processor time of one expression'),
  EXPRESSION_WALL_TIME_MS: milliseconds(1)
    .prefault('30000')
    .describe(
      'Maximum time from start to end of one expression, even if the server is busy; at least twice EXPRESSION_TIMEOUT_MS',
    ),
  EXPRESSION_MEMORY_BYTES: integer(1_048_576, 4_294_967_296)
    .prefault('134217728')
    .describe('Maximum memory of one expression, not counting the values that it reads'),
  EXPRESSION_LIST_LIMIT: integer(1, 10_000_000)
    .prefault('1000000')
    .describe('Maximum number of items in a list built by an expression'),
  EXPRESSION_RESULT_LIMIT: integer(1, 100_000_000)
    .prefault('12000000')
    .describe(
      'Maximum length of the result of an expression, as JSON, and of each string in it, in characters',
    ),
  EXPRESSION_INPUT_LIMIT: integer(1, 100_000_000)
    .prefault('32000000')
    .describe('Maximum length of the values that one expression reads, as JSON, in characters'),
  NODE_OUTPUT_LIMIT_BYTES: bytes()
    .prefault('10485760')
    .describe('Maximum size of one node output, as JSON; a node with a larger one fails'),
}

export const toEngineConfig = (values: ValuesOf<typeof engineVariables>) => ({
  executeWaitMs: values.EXECUTE_WAIT_MS,
  executionConcurrency: values.EXECUTION_CONCURRENCY,
  nodeConcurrency: values.NODE_CONCURRENCY,
  nodeQueueLimit: values.NODE_QUEUE_LIMIT,
  nodeInterruptionLimit: values.NODE_INTERRUPTION_LIMIT,
  executionLimit: values.EXECUTION_LIMIT,
  executionQueueLimit: values.EXECUTION_QUEUE_LIMIT,
  executionScheduledLimit: values.EXECUTION_SCHEDULED_LIMIT,
  executionInterruptionLimit: values.EXECUTION_INTERRUPTION_LIMIT,
  executionStepLimit: values.EXECUTION_STEP_LIMIT,
  events: Object.freeze({
    payloadBytes: Math.min(values.EVENT_LIMIT_BYTES, values.NODE_OUTPUT_LIMIT_BYTES),
    links: Object.freeze({ days: values.RESUME_LINK_DAYS, perSecond: values.RESUME_LINK_RATE_LIMIT }),
    buffer: Object.freeze({ events: values.EVENT_BUFFER_LIMIT, bytes: values.EVENT_BUFFER_BYTES }),
  }),
  expressions: Object.freeze({
    timeoutMs: values.EXPRESSION_TIMEOUT_MS,
    wallTimeMs: Math.max(values.EXPRESSION_WALL_TIME_MS, 2 * values.EXPRESSION_TIMEOUT_MS),
    memoryBytes: values.EXPRESSION_MEMORY_BYTES,
    sequence: values.EXPRESSION_LIST_LIMIT,
    largest: values.EXPRESSION_RESULT_LIMIT,
    maxInput: values.EXPRESSION_INPUT_LIMIT,
  }),
  onFailureScript: values.ON_FAILURE_SCRIPT,
  nodeOutputBytes: values.NODE_OUTPUT_LIMIT_BYTES,
  /** 0: no limit. */
  executionTimeoutMs: values.EXECUTION_TIMEOUT_MS,
})
