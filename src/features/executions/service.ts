import { isDescending, type Page } from '../../domain/cursor.ts'
import { AppError, validationFailed } from '../../domain/errors.ts'
import { deleteSome } from '../../domain/lists/deletion.ts'
import type { TraceHeaders } from '../../domain/trace-headers.ts'
import type { ExecutionEngine, RunRequest, Submission } from '../../engine/engine.ts'
import type { HashedGraph } from '../../engine/graph/graph.ts'
import type { TableStore } from '../../engine/ports.ts'
import { ENGAGED_STATUSES, type ExecutionState, isFinal } from '../../engine/records.ts'
import { earliestId, type NextId } from '../../lib/store/ids.ts'
import type { AlarmClock } from '../../lib/time/clock.ts'
import { awaitEnd } from './await-end.ts'
import type { ExecutableScript, ExecutableScripts } from './ports.ts'
import type { ExecuteRequest, ExecutionDeletion, ExecutionQuery } from './request/schema.ts'
import { startTime } from './request/start-time.ts'
import { DELETION_ERRORS, type ExecutionDeletions } from './schema.ts'
import type { ExecutionLists } from './store/list-repository.ts'
import type { ExecutionRepository } from './store/repository.ts'
import type { ExecutionView, ExecutionViews } from './views.ts'

export const EXECUTION_ID_PREFIX = 'ex'
export const BATCH_ID_PREFIX = 'ba'

/** The id of the batch for which a request has reserved an id. */
const batchIdOf = (reserved: string): string => reserved.replace(/^[a-z]+/, BATCH_ID_PREFIX)

export interface ExecutionServiceOptions {
  readonly engine: ExecutionEngine
  readonly repository: ExecutionRepository
  readonly lists: ExecutionLists
  readonly views: ExecutionViews
  readonly scripts: ExecutableScripts
  readonly tables: Pick<TableStore, 'remove'>
  readonly clock: AlarmClock
  readonly nextBatchId: NextId
}

/** Runs scripts and gives access to their executions. */
export class ExecutionService {
  readonly #engine: ExecutionEngine
  readonly #repository: ExecutionRepository
  readonly #lists: ExecutionLists
  readonly #views: ExecutionViews
  readonly #scripts: ExecutableScripts
  readonly #tables: ExecutionServiceOptions['tables']
  readonly #clock: AlarmClock
  readonly #nextBatchId: NextId
  readonly #leaving = new AbortController()

  constructor(options: ExecutionServiceOptions) {
    const { engine, repository, lists, views, scripts, tables, clock, nextBatchId } = options
    this.#engine = engine
    this.#repository = repository
    this.#lists = lists
    this.#views = views
    this.#scripts = scripts
    this.#tables = tables
    this.#clock = clock
    this.#nextBatchId = nextBatchId
  }

  /**
   * Runs a script and waits up to `waitMs` for its end, unless it starts later. An execution that has not ended then is
   * on disk.
   * @throws AppError `SCRIPT_NOT_FOUND`, `SCRIPT_EMPTY`, `VALIDATION_FAILED` when it may not start at that time
   */
  async execute(scriptId: number, request: ExecuteRequest, run: RunOptions): Promise<ExecutionView> {
    const startAt = startTime(request, this.#clock.now())
    const describe = async () => {
      const script = await this.#scripts.load(scriptId)
      if (isEmpty(script.source)) throw scriptEmpty(scriptId)
      return { ...toRun(script, request), caller: run.caller }
    }
    return this.#once(run, describe, startAt)
  }

  /** Runs every active script that has nodes, one after another in execution order, unless they start later. */
  async executeAll(request: ExecuteRequest, options: RunOptions): Promise<Batch> {
    const { waitMs, id: reserved, isNew = false, admit, trace, caller } = options
    const startAt = startTime(request, this.#clock.now())
    const id = reserved === undefined ? this.#nextBatchId(this.#clock.now()) : batchIdOf(reserved)
    const existing = reserved === undefined || isNew ? [] : await this.#repository.inBatch(id)
    if (existing.length > 0) return { id, executions: existing }
    const scriptIds = await this.#scripts.activeIds()
    const active = await Promise.all(scriptIds.map((each) => this.#scripts.load(each)))
    const stored = active.filter(({ source }) => !isEmpty(source))
    admit(stored.length)
    const runs = stored.map((script) => ({ ...toRun(script, request), batchId: id, caller, trace }))
    if (startAt !== undefined) return { id, executions: await this.#engine.submitLater(runs, startAt) }
    const submissions = await this.#engine.submitBatch(runs)
    // The states are not kept, as they may be large.
    const ends = () => Promise.all(submissions.map(({ finished }) => finished.then(() => undefined)))
    if (waitMs > 0) await awaitEnd(ends(), waitMs, this.#clock)
    return { id, executions: submissions.map((submission) => submission.id) }
  }

  /** Runs the graph of an ended execution as a new one, by default only those nodes that did not complete and what depends on them. */
  async retry(id: string, fromStart: boolean, run: RunOptions): Promise<ExecutionView> {
    return this.#once(run, async () => {
      const state = await this.#views.whole(id)
      const { script_id: scriptId, graph_hash: hash, input, status, strict, timeout_ms } = state.execution
      if (!isFinal(status)) throw new AppError('EXECUTION_NOT_FINISHED', { values: { id } })
      const graph = await this.#repository.loadGraph(hash)
      if (!graph || scriptId === null) throw new AppError('EXECUTION_NOT_FOUND', { values: { id } })
      // An earlier version has run such scripts.
      if (isEmpty({ graph })) throw scriptEmpty(scriptId)
      const nodes = fromStart || status === 'completed' ? [] : state.nodes
      const retryOf = { execution: state.execution, nodes }
      const limit = withTimeout(timeout_ms ?? undefined)
      return { scriptId, graph: { hash, graph }, caller: run.caller, input, strict, ...limit, retryOf }
    })
  }

  /** @throws AppError `VALIDATION_FAILED` for the id of a trigger of no kind */
  async list({ cursor, since, until, ...filter }: ExecutionQuery): Promise<Page> {
    checkTrigger(filter, 'trigger_kind')
    const place = cursor && String(cursor.after[0])
    const { from, before: end } = idsWithin({ since, until })
    // Of two limits on the same side SQLite would use only one, and read all that is between them.
    if (isDescending(filter.sort)) {
      const before = [place, end].filter((id) => id !== undefined).sort()[0]
      return this.#lists.page({ ...filter, from, before })
    }
    const isBeyond = place !== undefined && (from === undefined || place >= from)
    return this.#lists.page({ ...filter, ...(isBeyond ? { after: place } : { from }), before: end })
  }

  /** @throws AppError `EXECUTION_FINISHED` when the execution has already ended, `STANDBY` when another server runs it */
  async cancel(id: string): Promise<ExecutionView> {
    const stopped = await this.#engine.cancel(id)
    const shown = await this.#views.show(id)
    if (stopped) return shown
    throw isFinal(shown.execution.status)
      ? new AppError('EXECUTION_FINISHED', { values: { id } })
      : new AppError('STANDBY')
  }

  /**
   * @throws AppError `EXECUTION_NOT_FINISHED` until the execution has ended or was cancelled, `FOLLOW_UP_PENDING` until
   * it is decided whether it starts the script that follows it
   */
  async remove(id: string): Promise<void> {
    const { status } = await this.#views.outline(id)
    if (isFinal(status) && (await this.#repository.remove(id))) {
      await this.#tables.remove([id])
      return
    }
    // Answers 404 if another request has deleted it meanwhile.
    await this.#views.outline(id)
    const isFollowed = await this.#repository.hasPendingFollowUp(id)
    throw new AppError(isFollowed ? 'FOLLOW_UP_PENDING' : 'EXECUTION_NOT_FINISHED', { values: { id } })
  }

  /** Deletes some of the ended executions that a filter selects, or those with some ids. */
  removeSome({ filter = {}, ...selection }: ExecutionDeletion): Promise<ExecutionDeletions> {
    checkTrigger(filter, 'filter.trigger_kind')
    const { since, until, status, ...conditions } = filter
    const selected = { ...conditions, status: status && [status], ...idsWithin({ since, until }) }
    return deleteSome(selection, {
      find: (limit) => this.#lists.endedIds({ ...selected, limit }),
      remove: (id) => this.remove(id),
      expected: DELETION_ERRORS,
    })
  }

  /** Aborted when event streams have to end. */
  get leaving(): AbortSignal {
    return this.#leaving.signal
  }

  /** Ends all event streams, which would otherwise hold up the shutdown. */
  endStreams() {
    this.#leaving.abort()
  }

  /** Submits what `describe` gives, unless the request has created an execution under its reserved id before. */
  async #once(
    run: RunOptions,
    describe: () => Promise<RunRequest>,
    startAt?: number,
  ): Promise<ExecutionView> {
    const { id, waitMs, trace, caller } = run
    const submit = async () => {
      const request = { ...(await describe()), ...(id !== undefined && { id }), trace, caller }
      return startAt === undefined ? this.#submit(request, run) : this.#submitLater(request, startAt, run)
    }
    if (id === undefined || run.isNew) return submit()
    const running = await this.#engine.attach(id)
    if (running) return this.#answer(running, waitMs)
    const known = await this.#repository.head(id)
    if (!known) return submit()
    if (!ENGAGED_STATUSES.some((each) => each === known.status)) return this.#views.show(id)
    // It may have come into being since, on another host.
    const late = await this.#engine.attach(id)
    if (late) return this.#answer(late, waitMs)
    // Left by an earlier process, and not resumed by this one yet.
    throw new AppError('STANDBY')
  }

  async #submit(request: RunRequest, { waitMs, admit }: RunOptions): Promise<ExecutionView> {
    admit(1)
    const submission = await this.#engine.submit({ ...request, durable: waitMs === 0 })
    return this.#answer(submission, waitMs)
  }

  async #submitLater(request: RunRequest, startAt: number, { admit }: RunOptions): Promise<ExecutionView> {
    admit(1)
    const [id] = await this.#engine.submitLater([request], startAt)
    return this.#views.show(id ?? '')
  }

  async #answer(submission: Submission, waitMs: number): Promise<ExecutionView> {
    const state = waitMs > 0 ? await this.#awaitEnd(submission, waitMs) : undefined
    if (state) return this.#views.of(state)
    await submission.persist()
    const { id, accepted } = submission
    return accepted ? this.#views.of(accepted) : this.#views.show(id)
  }

  async #awaitEnd(submission: Submission, waitMs: number): Promise<ExecutionState | undefined> {
    const { finished, leave } = submission.attend()
    return awaitEnd(finished, waitMs, this.#clock).finally(leave)
  }
}

export interface RunOptions {
  /** Whose request it is. */
  readonly caller: string
  /** How long to wait for the end; 0 not to wait at all. */
  readonly waitMs: number
  /** A reserved id for the execution or batch. Nothing is created twice under the same id. */
  readonly id?: string | undefined
  /** Whether the id was reserved by this very request, so that nothing can exist under it. */
  readonly isNew?: boolean
  /** Called with the number of new executions; throws if the caller may not start that many. */
  readonly admit: (executions: number) => void
  /** Trace of the request. */
  readonly trace?: TraceHeaders | undefined
}

export interface Batch {
  readonly id: string
  /** Ids of its executions in the order in which they run. */
  readonly executions: readonly string[]
}

const idsWithin = ({ since, until }: Pick<ExecutionQuery, 'since' | 'until'>) => ({
  from: since && earliestId(EXECUTION_ID_PREFIX, Date.parse(since)),
  before: until && earliestId(EXECUTION_ID_PREFIX, Date.parse(until) + 1),
})

const withTimeout = (timeoutMs: number | undefined) => (timeoutMs === undefined ? {} : { timeoutMs })

/** A request can only shorten the time limit of the script. */
const shorter = (ofScript: number | null, ofRequest = ofScript ?? undefined): number | undefined =>
  ofScript === null || ofRequest === undefined ? ofRequest : Math.min(ofScript, ofRequest)

const isEmpty = ({ graph }: Pick<HashedGraph, 'graph'>): boolean => graph.nodes.length === 0

const scriptEmpty = (id: number) => new AppError('SCRIPT_EMPTY', { values: { id } })

const toRun = ({ row, source }: ExecutableScript, { input, timeout_ms }: ExecuteRequest) => ({
  scriptId: row.id,
  graph: source,
  scriptVersion: row.version,
  strict: row.strict,
  input: input ?? null,
  ...withTimeout(shorter(row.timeout_ms, timeout_ms)),
})

/** An index finds ids only together with their kind. */
const checkTrigger = (
  filter: { trigger_id?: string | undefined; trigger_kind?: string | undefined },
  path: string,
) => {
  if (filter.trigger_id !== undefined && filter.trigger_kind === undefined)
    throw validationFailed([{ path, code: 'trigger_kind_missing' }])
}
