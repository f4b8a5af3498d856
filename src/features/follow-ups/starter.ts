import { isConstraintViolation } from '../../db/errors.ts'
import { AppError } from '../../domain/errors.ts'
import type { ExecutionEngine } from '../../engine/engine.ts'
import { NodeError } from '../../engine/errors.ts'
import type { ExecutionHead } from '../../engine/records.ts'
import type { NextId } from '../../lib/store/ids.ts'
import type { TokenBuckets } from '../../lib/store/token-buckets.ts'
import { type Clock, isoTime } from '../../lib/time/clock.ts'
import type { Logger } from '../../logging/logger.ts'
import { toSummary } from '../executions/wire.ts'
import type { EndedExecutions, FollowUpMetrics, StartableScripts } from './ports.ts'
import type { FollowUpRepository, PendingFollowUp } from './repository.ts'
import { startedStatement, throttleStatement } from './statements.ts'

export interface FollowUpStarterOptions {
  readonly repository: FollowUpRepository
  readonly executions: EndedExecutions
  readonly engine: ExecutionEngine
  readonly scripts: StartableScripts
  readonly nextId: NextId
  /** Of all that follows executions together; `undefined` for no limit. */
  readonly rate: TokenBuckets | undefined
  /** The public address of this server; `undefined` when it is not known. */
  readonly publicUrl: string | undefined
  readonly clock: Clock
  readonly logger: Logger
  readonly metrics: FollowUpMetrics
}

/** The holder of the shares in places and memory of all executions that follow others. */
export const CALLER = 'follow-ups'

/** Of an output that the next script gets with its input; larger ones it can read by the link. */
const MAX_OUTPUT_BYTES = 262_144

/** Errors that would recur at a later attempt, or that rule one out. */
const FINAL_ERRORS: ReadonlySet<string> = new Set([
  'EXECUTION_MEMORY_LIMIT',
  'SCRIPT_NOT_FOUND',
  'SCRIPT_BUSY',
])

type StartableScript = Awaited<ReturnType<StartableScripts['load']>>

/** Why a script does not start by itself; `undefined` when it does. */
export const unstartable = ({ row, source }: StartableScript): string | undefined => {
  if (!row.active) return 'script_inactive'
  return source.graph.nodes.length === 0 ? 'script_empty' : undefined
}

/** Starts the follow-up script of an execution, or records why it does not; either happens at most once. */
export class FollowUpStarter {
  readonly #options: FollowUpStarterOptions

  constructor(options: FollowUpStarterOptions) {
    this.#options = options
  }

  /** Gives the reason why it cannot start now but may later; `undefined` when it is decided. */
  async start(followUp: PendingFollowUp): Promise<string | undefined> {
    try {
      const ended = await this.#options.executions.head(followUp.execution_id)
      // With a deleted execution its follow-up is deleted, too.
      return ended && (await this.#start(followUp, ended))
    } catch (error) {
      if (isConstraintViolation(error)) return 'changed'
      const code = error instanceof NodeError || error instanceof AppError ? error.code : undefined
      if (code === undefined) throw error
      if (error instanceof AppError && !FINAL_ERRORS.has(code)) return code
      return this.#skip(followUp, code)
    }
  }

  async #start(followUp: PendingFollowUp, ended: ExecutionHead): Promise<string | undefined> {
    const { repository, scripts, clock, rate } = this.#options
    const script = await scripts.load(followUp.script_id)
    const reason = unstartable(script)
    if (reason !== undefined) return this.#skip(followUp, reason)
    const { row, source } = script
    const schedule = throttledBy(followUp, ended)
    if (schedule !== undefined && (await repository.isThrottled(schedule, clock.now())))
      return this.#skip(followUp, 'throttled')
    const input = await this.#input(ended)
    if (rate && !rate.take(CALLER).isGranted) return 'RATE_LIMITED'
    await this.#submit(followUp, ended, {
      graph: source,
      scriptVersion: row.version,
      strict: row.strict,
      ...(row.timeout_ms !== null && { timeoutMs: row.timeout_ms }),
      input,
    })
    return undefined
  }

  async #submit(
    { execution_id, kind, script_id }: PendingFollowUp,
    ended: ExecutionHead,
    run: Pick<
      Parameters<ExecutionEngine['submit']>[0],
      'graph' | 'scriptVersion' | 'strict' | 'timeoutMs' | 'input'
    >,
  ): Promise<void> {
    const { engine, nextId, clock, metrics } = this.#options
    const now = clock.now()
    const id = nextId(now)
    const schedule = throttledBy({ kind }, ended)
    const throttle = schedule === undefined ? [] : [throttleStatement(schedule, now)]
    const { finished } = await engine.submit({
      id,
      caller: CALLER,
      scriptId: script_id,
      ...run,
      durable: true,
      trigger: { kind, id: execution_id, scheduled_at: null },
      claim: { statements: [startedStatement(execution_id, id, isoTime(now)), ...throttle] },
    })
    // Nothing waits for the end; a restart resumes it.
    finished.catch(() => undefined)
    metrics.started(kind, 0)
  }

  async #skip({ execution_id, kind, script_id }: PendingFollowUp, reason: string): Promise<undefined> {
    const { repository, clock, logger, metrics } = this.#options
    await repository.skip({ executionId: execution_id, reason, now: isoTime(clock.now()) })
    metrics.skipped(kind, reason)
    logger.warn(
      { execution_id, script_id, trigger: kind, reason },
      'a script was not started after an execution',
    )
  }

  async #input(ended: ExecutionHead) {
    const { publicUrl, executions } = this.#options
    const { id, script_id, error } = ended
    const output = await executions.outputWithin(id, MAX_OUTPUT_BYTES)
    return {
      execution: toSummary(ended),
      script: { id: script_id, name: await this.#nameOf(script_id) },
      output: output?.value ?? null,
      output_omitted: output === undefined,
      error,
      failed_node: error?.node_id ?? null,
      link: publicUrl === undefined ? null : `${publicUrl}/api/executions/${id}`,
    }
  }

  /** The script may have been deleted since. */
  async #nameOf(id: number | null): Promise<string | null> {
    if (id === null) return null
    try {
      return (await this.#options.scripts.load(id)).row.name
    } catch (error) {
      if (error instanceof AppError && error.code === 'SCRIPT_NOT_FOUND') return null
      throw error
    }
  }
}

/** The schedule that limits how often its failures start a script. */
const throttledBy = (
  { kind }: Pick<PendingFollowUp, 'kind'>,
  { trigger }: ExecutionHead,
): number | undefined =>
  kind === 'on_failure' && trigger.kind === 'schedule' ? Number(trigger.id) : undefined
