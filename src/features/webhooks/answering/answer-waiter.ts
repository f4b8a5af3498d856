import type { ExecutionEngine, Submission } from '../../../engine/engine.ts'
import type { RespondOutput } from '../../../engine/node-types/respond.ts'
import { respondType } from '../../../engine/node-types/respond.ts'
import {
  type ExecutionState,
  type ExecutionStatus,
  isFinal,
  type NodeRecord,
} from '../../../engine/records.ts'
import type { AlarmClock } from '../../../lib/time/clock.ts'
import type { StoredExecutions } from '../ports.ts'

/** What a script answers: by a node, else by its end. */
export type ScriptAnswer =
  | { readonly response: RespondOutput }
  | { readonly status: ExecutionStatus; readonly output: unknown }

export interface AnswerWaiterOptions {
  readonly engine: ExecutionEngine
  readonly store: StoredExecutions
  readonly clock: AlarmClock
}

export interface AnswerWait {
  readonly waitMs: number
  /** Aborted when nothing waits for the answer any longer. */
  readonly signal: AbortSignal
}

/** Waits for the answers of scripts. */
export class AnswerWaiter {
  readonly #options: AnswerWaiterOptions

  constructor(options: AnswerWaiterOptions) {
    this.#options = options
  }

  /** The answer of an execution that an earlier request has started; `undefined` when there is none in time. */
  async again(id: string, wait: AnswerWait): Promise<ScriptAnswer | undefined> {
    const { engine, store } = this.#options
    const running = await engine.attach(id)
    if (running) return this.first(running, wait)
    const state = await store.find(id).catch(() => undefined)
    return state && answerIn(state)
  }

  /** The answer of an execution; `undefined` when there is none in time, or the server stops before. */
  first(submission: Submission, { waitMs, signal }: AnswerWait): Promise<ScriptAnswer | undefined> {
    const { engine, clock } = this.#options
    const { finished, leave } = submission.attend()
    const { promise, resolve } = Promise.withResolvers<ScriptAnswer | undefined>()
    const stopTimer = clock.after(waitMs, () => resolve(undefined))
    const giveUp = () => resolve(undefined)
    signal.addEventListener('abort', giveUp)
    finished.then((state) => resolve(answerIn(state)), giveUp)
    const unfollow = engine.follow(submission.id, 0, (event) => {
      const response = event.type === 'node_finished' ? responseOf(event.node) : undefined
      if (response) resolve({ response })
    })
    return promise.finally(() => {
      stopTimer()
      unfollow?.()
      leave()
      signal.removeEventListener('abort', giveUp)
    })
  }
}

// Guarantee: a completed node of this type has such an output.
const responseOf = ({ type, status, output }: NodeRecord): RespondOutput | undefined =>
  type === respondType.type && status === 'completed' ? (output as RespondOutput) : undefined

const answerIn = ({ execution, nodes }: ExecutionState): ScriptAnswer | undefined => {
  const ended = nodes.toSorted((a, b) => a.finished_seq - b.finished_seq)
  const [response] = ended.flatMap((node) => responseOf(node) ?? [])
  if (response) return { response }
  const { status, output } = execution
  return isFinal(status) ? { status, output } : undefined
}
