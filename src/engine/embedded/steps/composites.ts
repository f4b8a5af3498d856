import { type MaybePromise, mapMaybePromise } from '../../../lib/async/maybe-promise.ts'
import { isRecord } from '../../../lib/json/is-record.ts'
import { isFinalFailure, type NodeFailure, nodeTimeout, toFailure } from '../../errors.ts'
import type { Opening, Round, Step, Verdict } from '../../interpreter/step.ts'
import type { NodeRecord } from '../../records.ts'
import { ExecutionAborted } from '../abort.ts'
import type { Journal } from '../journal.ts'
import { type Call, type CompositeTools, compositeStateOf, type Loop, openComposite } from './composite.ts'
import { CompositeLimits } from './composite-limits.ts'
import { type MissingReporter, missingReporter } from './missing-values.ts'
import { nodeContext, pauseBefore } from './tasks/task.ts'
import { untilAborted } from './time-limit.ts'

export interface CompositesOptions {
  readonly journal: Journal
  readonly tools: CompositeTools
  /** Of the execution. */
  readonly signal: AbortSignal
  /** Called when an opened loop or call has run out of time. */
  onExpired(step: Step): void
  /** Waits for a time, which is no work. */
  rest(waiting: Promise<void>): Promise<void>
  /** Waits for something in memory, which is no work either. */
  attend(waiting: Promise<void>): Promise<void>
}

interface Entry {
  readonly step: Step
  readonly scriptId: number
  readonly signal: AbortSignal
}

interface AttemptLimit {
  /** The signal of what surrounds the loop or call. */
  readonly outer: AbortSignal
  readonly attempt: { readonly hasOpened: boolean }
}

/** The loops and calls of one execution: their attempts, their time limits and the ends of their rounds. */
export class Composites {
  readonly #options: CompositesOptions
  readonly #limits = new CompositeLimits()
  /** The scripts that are called, by the keys of the steps. */
  readonly #called = new Map<string, number>()

  constructor(options: CompositesOptions) {
    this.#options = options
  }

  /** The signal for what runs on this path. */
  signalAround(path: string): AbortSignal {
    return this.#limits.signalAround(path) ?? this.#options.signal
  }

  /** Opens it, for its next attempt after the pause before that, or for the one that it was in before a restart. */
  async open(step: Step, record: NodeRecord, type: Loop | Call): Promise<Opening> {
    const { journal, tools } = this.#options
    const outer = this.signalAround(step.path)
    outer.throwIfAborted()
    await this.#pause(record, outer)
    this.#beginAttempt(record)
    const attempt = { hasOpened: false }
    const signal = this.#startLimit(step, record, { outer, attempt })
    try {
      const enter = (scriptId: number) => this.#enter({ step, scriptId, signal })
      const onMissing = this.#onMissing(step, record)
      const opened = await openComposite({ step, record, journal, signal, onMissing, enter }, type, tools)
      signal.throwIfAborted()
      attempt.hasOpened = true
      return { ...opened, attempt: record.attempts }
    } catch (error) {
      this.end(step)
      throw error
    }
  }

  /** Plans another attempt, if there is to be one. */
  retry(step: Step, record: NodeRecord, failure: NodeFailure): boolean {
    const { journal, tools } = this.#options
    const { retry } = step.node.node
    if (!retry || isFinalFailure(failure) || record.attempts >= retry.max_attempts) return false
    const { clock, random } = tools
    const pause = pauseBefore(record.attempts + 1, retry, { leastMs: retryAfterOf(failure), random })
    const { began_at, ...state } = compositeStateOf(record)
    journal.addEarlierError(record, failure)
    record.state = { ...state, retry_at: clock.now() + pause }
    journal.changed(record)
    return true
  }

  /** Whether a round was the last one. What has been found out before a restart still holds after it. */
  judge(step: Step, record: NodeRecord, round: Round): MaybePromise<Verdict> {
    const state = compositeStateOf(record)
    const { index } = round.loop
    if (state.kind === 'rounds' && index < state.next) return { isLast: false }
    const keep = (isLast: boolean): Verdict => {
      if (!isLast) record.state = { ...state, next: index + 1 }
      this.#options.journal.changed(record)
      return { isLast }
    }
    try {
      const isLast = mapMaybePromise(this.#isLast(step, record, round), keep)
      return isLast instanceof Promise ? isLast.catch(toUnknown) : isLast
    } catch (error) {
      return toUnknown(error)
    }
  }

  /** Stops what runs inside. */
  halt({ key }: Step) {
    this.#limits.abort(key, new ExecutionAborted('cancelled'))
  }

  end(step: Step) {
    this.#limits.end(step.key)
    const scriptId = this.#called.get(step.key)
    if (scriptId === undefined) return
    this.#called.delete(step.key)
    this.#options.tools.scriptPlaces.endCall(scriptId, this.#callOf(step))
  }

  /** To be called when the execution stops or has ended, with calls that it may have left open. */
  close() {
    for (const [key, scriptId] of this.#called)
      this.#options.tools.scriptPlaces.endCall(scriptId, this.#callOf({ key, path: key }))
  }

  /** A pause is not work. */
  async #pause(record: NodeRecord, signal: AbortSignal): Promise<void> {
    const { retry_at } = compositeStateOf(record)
    if (retry_at === undefined) return
    const { clock } = this.#options.tools
    await this.#options.rest(clock.sleep(Math.max(0, retry_at - clock.now()), signal))
  }

  async #enter({ step, scriptId, signal }: Entry): Promise<void> {
    const { scriptPlaces } = this.#options.tools
    await scriptPlaces.readLimits([scriptId])
    signal.throwIfAborted()
    const waiting = scriptPlaces.call(scriptId, { ...this.#callOf(step), signal })
    this.#called.set(step.key, scriptId)
    if (waiting) await this.#options.attend(waiting)
  }

  #callOf({ key, path }: Pick<Step, 'key' | 'path'>) {
    const { id, script_id } = this.#options.journal.execution
    return { key, path, executionId: id, ownScript: script_id }
  }

  #isLast(step: Step, record: NodeRecord, { output, loop }: Round): MaybePromise<boolean> {
    const { type, node } = step.node
    if (type?.kind !== 'loop' || !type.isLast) return false
    const signal = this.signalAround(step.key)
    signal.throwIfAborted()
    const scope = { ...step.scope, input: output, loop }
    const context = nodeContext(
      { step: { ...step, scope }, signal, onMissing: this.#onMissing(step, record) },
      this.#options.tools,
    )
    const isLast = type.isLast(node.parameters, context)
    return isLast instanceof Promise ? untilAborted(isLast, signal) : isLast
  }

  #onMissing(step: Step, record: NodeRecord): MissingReporter {
    const { journal, tools } = this.#options
    return missingReporter({ step, record, journal, secrets: tools.secrets })
  }

  #beginAttempt(record: NodeRecord) {
    const { retry_at, began_at, ...state } = compositeStateOf(record)
    const isResumed = record.attempts > 0 && retry_at === undefined
    if (isResumed) return
    record.attempts++
    if (record.attempts === 1) return
    this.#options.journal.dropReports(record)
    const next = state.kind === 'rounds' && { next: 0 }
    record.state = { ...state, ...next, began_at: this.#options.tools.clock.now() }
    this.#options.journal.changed(record)
  }

  /**
   * Returns the signal for what runs inside.
   * @throws NodeError `NODE_TIMEOUT` when the time of the attempt has run out before a restart
   */
  #startLimit(step: Step, record: NodeRecord, { outer, attempt }: AttemptLimit): AbortSignal {
    const { timeout_ms } = step.node.node
    const { started_at } = record
    if (timeout_ms === undefined || started_at === null) return outer
    const { clock } = this.#options.tools
    const began = compositeStateOf(record).began_at ?? Date.parse(started_at)
    const ms = began + timeout_ms - clock.now()
    if (ms <= 0) throw nodeTimeout(timeout_ms)
    const onExpired = () => {
      if (attempt.hasOpened) this.#options.onExpired(step)
      else this.#limits.abort(step.key, nodeTimeout(timeout_ms))
    }
    return this.#limits.start(step.key, { ms, outer, clock, onExpired })
  }
}

/** A suspended execution judges the round again when it is resumed. */
const toUnknown = (error: unknown): Verdict => {
  if (!(error instanceof ExecutionAborted)) return { isLast: 'unknown', error: toFailure(error) }
  if (error.kind === 'suspended') throw error
  return { isLast: 'unknown', error: 'cancelled' }
}

/** Any failure inside may be the one of a request that was to be repeated only later. */
const retryAfterOf = ({ details }: NodeFailure): number =>
  isRecord(details) && typeof details.retry_after_ms === 'number' ? details.retry_after_ms : 0
