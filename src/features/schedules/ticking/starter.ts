import { isConstraintViolation } from '../../../db/errors.ts'
import { AppError, rateLimited } from '../../../domain/errors.ts'
import type { Overlap } from '../../../domain/triggers/overlap.ts'
import type { ExecutionEngine, RunRequest } from '../../../engine/engine.ts'
import { NodeError } from '../../../engine/errors.ts'
import type { Expressions } from '../../../engine/expressions/expressions.ts'
import { compileTemplate } from '../../../engine/expressions/template.ts'
import type { Turns } from '../../../lib/async/turns.ts'
import type { NextId } from '../../../lib/store/ids.ts'
import type { TokenBuckets } from '../../../lib/store/token-buckets.ts'
import { type Clock, isoTime } from '../../../lib/time/clock.ts'
import type { StartableScripts, TriggerMetrics } from '../ports.ts'
import type { ScheduleRow } from '../store/repository.ts'
import type { TickRepository } from '../store/tick-repository.ts'
import { type Advance, recordStatements, type TickRecord } from '../store/tick-statements.ts'
import type { ActiveRun, ActiveRuns } from './active-runs.ts'
import { pruneAfter } from './pruning.ts'

export interface TickStarterOptions {
  readonly ticks: TickRepository
  readonly engine: ExecutionEngine
  readonly scripts: StartableScripts
  readonly expressions: Expressions
  readonly active: ActiveRuns
  readonly turns: Turns
  readonly nextId: NextId
  /** Of the executions of all schedules together; `undefined` for no limit. */
  readonly rate: TokenBuckets | undefined
  readonly clock: Clock
  readonly metrics: TriggerMetrics
}

export interface TickStart {
  readonly kind: TickRecord['kind']
  readonly tick: number
  /** When it was to start. */
  readonly due: number
  readonly overlap: Overlap
  /** Of a tick of the schedule itself. */
  readonly advance?: Advance
  /** A reserved id for the execution. */
  readonly executionId?: string | undefined
}

/**
 * The outcome of a tick. `blocked`: it cannot start now, but may later; `stale`: it was decided before, or the schedule
 * has changed since it was read.
 */
export type TickResult = { readonly record: TickRecord } | { readonly blocked: AppError } | 'stale'

/** The holder of the shares in places and memory of all executions that schedules start. */
const CALLER = 'schedules'

/** Errors that would recur at a later attempt at the same tick, or that rule one out. */
const FINAL_ERRORS: ReadonlySet<string> = new Set([
  'EXECUTION_MEMORY_LIMIT',
  'SCRIPT_NOT_FOUND',
  'SCRIPT_BUSY',
])

/** Starts the execution of a tick, or records why there is none; both at most once. */
export class TickStarter {
  readonly #options: TickStarterOptions

  constructor(options: TickStarterOptions) {
    this.#options = options
  }

  async start(row: ScheduleRow, start: TickStart): Promise<TickResult> {
    const result = await this.#start(row, start)
    if (typeof result === 'object' && 'record' in result) await pruneAfter(this.#options.ticks, result.record)
    return result
  }

  async #start(row: ScheduleRow, start: TickStart): Promise<TickResult> {
    const { scripts, active, turns } = this.#options
    try {
      const script = await scripts.load(row.script_id)
      if (!script.row.active) return await this.#skip(row, start, 'script_inactive')
      if (script.source.graph.nodes.length === 0) return await this.#skip(row, start, 'script_empty')
      const input = await this.#input(row, start.tick)
      if (turns.isOver) await turns.next()
      // From here to the submission in one turn, so that two ticks of a schedule see each other.
      const others = active.of(row.id)
      if (isSkipped(start, others)) return await this.#skip(row, start, 'overlap')
      const limited = this.#charge()
      if (limited) return { blocked: limited }
      return await this.#submit(row, start, {
        graph: script.source,
        scriptVersion: script.row.version,
        strict: script.row.strict,
        ...(script.row.timeout_ms !== null && { timeoutMs: script.row.timeout_ms }),
        input,
        others,
      })
    } catch (error) {
      return this.#failed(row, start, error)
    }
  }

  async #submit(
    row: ScheduleRow,
    { kind, tick, due, overlap, advance, executionId }: TickStart,
    {
      others,
      ...run
    }: Pick<RunRequest, 'graph' | 'scriptVersion' | 'strict' | 'timeoutMs' | 'input'> & {
      readonly others: readonly ActiveRun[]
    },
  ): Promise<TickResult> {
    const { engine, active, nextId, clock, metrics } = this.#options
    const now = clock.now()
    const id = executionId ?? nextId(now)
    const record: TickRecord = { ...recordOf(row, { kind, tick }, now), outcome: 'started', executionId: id }
    const after = overlap === 'allow_all' ? undefined : active.ended(row.id)
    active.add(row.id, { id, since: now })
    try {
      const { finished } = await engine.submit({
        id,
        caller: CALLER,
        scriptId: row.script_id,
        ...run,
        durable: true,
        trigger: { kind: 'schedule', id: String(row.id), scheduled_at: isoTime(tick) },
        claim: { statements: recordStatements(record, advance) },
        ...(overlap !== 'allow_all' && { sequence: `schedule ${row.id}`, after }),
      })
      const end = () => active.remove(row.id, id)
      // One that stops without an end keeps nothing waiting, and one that runs elsewhere is observed there.
      finished.then(end, end)
    } catch (error) {
      active.remove(row.id, id)
      throw error
    }
    metrics.started(kind, clock.now() - due)
    if (overlap === 'cancel_other') await Promise.all(others.map((other) => engine.cancel(other.id)))
    return { record }
  }

  async #skip(row: ScheduleRow, { kind, tick, advance }: TickStart, reason: string): Promise<TickResult> {
    const { ticks, clock, metrics } = this.#options
    const record: TickRecord = { ...recordOf(row, { kind, tick }, clock.now()), outcome: 'skipped', reason }
    await ticks.record(record, advance)
    metrics.skipped(kind, reason)
    return { record }
  }

  async #failed(row: ScheduleRow, start: TickStart, error: unknown): Promise<TickResult> {
    if (isConstraintViolation(error)) return 'stale'
    if (error instanceof NodeError) return this.#skip(row, start, error.code)
    if (!(error instanceof AppError)) throw error
    return FINAL_ERRORS.has(error.code) ? this.#skip(row, start, error.code) : { blocked: error }
  }

  #charge(): AppError | undefined {
    const taken = this.#options.rate?.take(CALLER)
    return taken && !taken.isGranted ? rateLimited('TRIGGER_RATE_LIMIT', taken) : undefined
  }

  #input({ id, name, script_id, timezone, input }: ScheduleRow, tick: number): unknown {
    const schedule = { id, name, timezone, time: isoTime(tick) }
    const scope = { input: null, nodes: {}, params: null, execution: { id: '', script_id }, schedule }
    return compileTemplate(JSON.parse(input), this.#options.expressions).evaluate(scope, {
      share: { holder: CALLER, group: CALLER },
    })
  }
}

const recordOf = (
  { id }: ScheduleRow,
  { kind, tick }: Pick<TickRecord, 'kind' | 'tick'>,
  now: number,
): Omit<TickRecord, 'outcome'> => ({
  scheduleId: id,
  kind,
  tick,
  lastTick: tick,
  count: 1,
  reason: null,
  executionId: null,
  recordedAt: now,
})

/**
 * Ticks that are caught up run one after another: only an execution that was under way at the time of a tick takes its
 * place.
 */
const isSkipped = ({ overlap, kind, due }: TickStart, others: readonly ActiveRun[]): boolean => {
  const { length } = kind === 'tick' ? others.filter(({ since }) => since <= due) : others
  return (overlap === 'skip' && length > 0) || (overlap === 'queue_one' && length > 1)
}
