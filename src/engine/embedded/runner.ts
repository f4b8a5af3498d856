import { setImmediate as nextTurn } from 'node:timers/promises'
import { Mailbox } from '../../lib/async/mailbox.ts'
import type { MaybePromise } from '../../lib/async/maybe-promise.ts'
import { NodeError, type NodeFailure, toFailure } from '../errors.ts'
import type { PlanCache } from '../interpreter/plan-cache.ts'
import type { Opening, Outcome, Step, StepEvent, StepRunner } from '../interpreter/step.ts'
import type { NodeType } from '../node-types/define.ts'
import type { ExecutionObserver } from '../observer.ts'
import type { NodeRecord } from '../records.ts'
import { ExecutionAborted } from './abort.ts'
import type { Journal } from './journal.ts'
import { toOutput } from './output.ts'
import { executeTask, nodeContext, resolveParameters, type TaskTools, withTimeout } from './task.ts'

export interface RunTools extends TaskTools {
  readonly plans: PlanCache
  readonly observer: ExecutionObserver
  onFailure(step: Step, error: unknown): void
}

const TAKES_PER_TURN = 50

/** Runs the steps of one execution in this process and keeps its journal. */
export class EmbeddedRunner implements StepRunner {
  readonly #journal: Journal
  readonly #tools: RunTools
  readonly #signal: AbortSignal
  readonly #mailbox = new Mailbox<StepEvent>()
  /** Aborts what runs below a loop or call that has a time limit. */
  readonly #guards = new Map<string, AbortController>()
  #takes = 0

  constructor(journal: Journal, tools: RunTools, signal: AbortSignal) {
    this.#journal = journal
    this.#tools = tools
    this.#signal = signal
  }

  /** Steps that never wait would keep everything else from running, so that others get a turn now and then. */
  next(): MaybePromise<readonly StepEvent[]> {
    const isOthersTurn = ++this.#takes % TAKES_PER_TURN === 0
    return isOthersTurn ? nextTurn().then(() => this.#mailbox.take()) : this.#mailbox.take()
  }

  start(step: Step) {
    const past = pastOutcome(this.#journal.find(step.key))
    if (past) {
      this.#mailbox.put({ step, outcome: past })
      return
    }
    const record = this.#journal.begin(step)
    const end = (outcome: Outcome | Opening) => this.#end(step, record, outcome)
    const fail = (error: unknown) => this.#fail(step, record, error)
    try {
      const outcome = this.#outcome(step, record, this.#signalOf(step))
      if (outcome instanceof Promise) outcome.then(end, fail)
      else end(outcome)
    } catch (error) {
      fail(error)
    }
  }

  refuse(step: Step, error: NodeFailure) {
    const outcome: Outcome = { status: 'failed', error }
    this.#journal.end(this.#journal.begin(step), outcome)
    this.#mailbox.put({ step, outcome })
  }

  skip({ key, path, node }: Pick<Step, 'key' | 'path' | 'node'>) {
    this.#journal.skip(key, { path, node_id: node.node.id, type: node.node.type })
  }

  close(step: Step, found: Outcome): Outcome {
    this.#guards.get(step.key)?.abort()
    this.#guards.delete(step.key)
    const outcome = this.#limited(found)
    const record = this.#journal.find(step.key)
    if (record) this.#journal.end(record, outcome)
    if (outcome.status === 'failed') this.#tools.onFailure(step, outcome.error)
    return outcome
  }

  #limited(outcome: Outcome): Outcome {
    if (outcome.status !== 'completed') return outcome
    try {
      return { ...outcome, output: toOutput(outcome.output, this.#tools.outputBytes) }
    } catch (error) {
      return { status: 'failed', error: toFailure(error) }
    }
  }

  halt(step: Step) {
    this.#guards.get(step.key)?.abort(new ExecutionAborted('cancelled'))
  }

  #end(step: Step, record: NodeRecord, outcome: Outcome | Opening) {
    if (outcome.status !== 'opened') this.#journal.end(record, outcome)
    this.#mailbox.put({ step, outcome })
  }

  #fail(step: Step, record: NodeRecord, error: unknown) {
    if (!(error instanceof ExecutionAborted)) {
      this.#tools.onFailure(step, error)
      this.#end(step, record, { status: 'failed', error: toFailure(error) })
    } else if (error.kind === 'suspended') this.#mailbox.fail(error)
    else this.#end(step, record, { status: 'cancelled' })
  }

  #outcome(step: Step, record: NodeRecord, signal: AbortSignal): MaybePromise<Outcome | Opening> {
    const { type, node } = step.node
    if (!type) throw new NodeError('UNKNOWN_NODE_TYPE', `there is no node type "${node.type}"`)
    switch (type.kind) {
      case 'task': {
        const onAttempt = (attempt: number) => this.#attempt(record, attempt, type)
        const traceHeaders = this.#tools.observer.traceHeaders(this.#journal.execution, record)
        const { attempts } = record
        return executeTask({ step, type, signal, attempts, onAttempt, traceHeaders }, this.#tools)
      }
      case 'timer':
        return this.#time(step, record, signal)
      case 'loop':
      case 'call':
        return this.#open(step, type, record).then((opening) => {
          this.#guard(step, record, signal)
          return opening
        })
      default:
        return type satisfies never
    }
  }

  async #time(step: Step, record: NodeRecord, signal: AbortSignal): Promise<Outcome> {
    const ms = step.node.node.timeout_ms
    const wait = (within: AbortSignal) => this.#wait(step, record, within)
    await (ms === undefined ? wait(signal) : withTimeout(wait, { ms, signal, clock: this.#tools.clock }))
    return { status: 'completed', output: toOutput(step.scope.input, this.#tools.outputBytes), port: 'out' }
  }

  /** An attempt with effects begins only when all that led to it, and that it begins, is on disk. */
  #attempt(record: NodeRecord, attempt: number, { effects }: NodeType): Promise<void> | undefined {
    record.attempts = attempt
    this.#journal.changed(record)
    return effects ? this.#flush() : undefined
  }

  /** That the disk fails is not the node's failure: the execution is left as it stands. */
  async #flush(): Promise<void> {
    try {
      await this.#journal.flushPatiently(this.#signal)
    } catch (error) {
      this.#mailbox.fail(error)
      throw new ExecutionAborted('suspended')
    }
  }

  async #wait(step: Step, record: NodeRecord, signal: AbortSignal): Promise<void> {
    const { type } = step.node
    if (type?.kind !== 'timer') return
    const { clock } = this.#tools
    const known = record.state as { readonly deadline: number } | null
    const deadline =
      known?.deadline ?? type.deadline(await resolveParameters(step, type, { signal }), clock.now())
    record.state = { deadline }
    record.attempts = Math.max(record.attempts, 1)
    this.#journal.changed(record)
    await clock.sleep(Math.max(0, deadline - clock.now()), signal)
  }

  async #open(
    step: Step,
    type: Extract<NodeType, { kind: 'loop' | 'call' }>,
    record: NodeRecord,
  ): Promise<Opening> {
    record.attempts = 1
    const known = record.state as OpenState | null
    if (type.kind === 'loop') {
      const context = nodeContext({ step, signal: this.#signal }, this.#tools)
      const { items, concurrency } =
        known?.kind === 'loop'
          ? known
          : await type.iterate(await resolveParameters(step, type, { signal: this.#signal }), context)
      this.#remember(record, { kind: 'loop', items, concurrency })
      return { status: 'opened', kind: 'loop', items, concurrency }
    }
    if (known?.kind === 'call') {
      const plan = await this.#tools.plans.byHash(known.hash)
      this.#tools.secrets.expect(plan.secrets)
      return { status: 'opened', kind: 'call', plan, input: known.input }
    }
    const context = nodeContext({ step, signal: this.#signal }, this.#tools)
    const { scriptId, input: given } = type.call(
      await resolveParameters(step, type, { signal: this.#signal }),
      context,
    )
    const input = toOutput(given, this.#tools.outputBytes)
    const plan = await this.#tools.plans.ofScript(scriptId)
    this.#tools.secrets.expect(plan.secrets)
    this.#journal.addGraph(plan)
    this.#remember(record, { kind: 'call', hash: plan.hash, input })
    return { status: 'opened', kind: 'call', plan, input }
  }

  #remember(record: NodeRecord, state: OpenState) {
    record.state = state
    this.#journal.changed(record)
  }

  #guard(step: Step, { started_at }: NodeRecord, outer: AbortSignal) {
    const limit = step.node.node.timeout_ms
    if (limit === undefined || started_at === null) return
    const { clock } = this.#tools
    const ms = Math.max(0, Date.parse(started_at) + limit - clock.now())
    const guard = new AbortController()
    outer.addEventListener('abort', () => guard.abort(outer.reason), { signal: guard.signal })
    this.#guards.set(step.key, guard)
    clock.sleep(ms, guard.signal).then(
      () => this.#mailbox.put({ step, expired: true }),
      () => undefined,
    )
  }

  /** The signal of the innermost time limit that the step runs under, or the execution's own. */
  #signalOf({ path }: Step): AbortSignal {
    let innermost = ''
    for (const key of this.#guards.keys()) {
      const below = path === key || path.startsWith(`${key}[`) || path.startsWith(`${key}/`)
      if (below && key.length > innermost.length) innermost = key
    }
    return this.#guards.get(innermost)?.signal ?? this.#signal
  }
}

/** How a node ended that had ended before, in an earlier process or in the execution that is tried again. */
const pastOutcome = (record: NodeRecord | undefined): Outcome | undefined => {
  if (record?.status === 'failed' && record.error) return { status: 'failed', error: record.error }
  if (record?.status !== 'completed') return undefined
  return { status: 'completed', output: record.output, port: record.port ?? 'out' }
}

type OpenState =
  | { readonly kind: 'loop'; readonly items: readonly unknown[]; readonly concurrency: number }
  | { readonly kind: 'call'; readonly hash: string; readonly input: unknown }
