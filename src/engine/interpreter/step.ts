import type { MaybePromise } from '../../lib/async/maybe-promise.ts'
import type { NodeFailure } from '../errors.ts'
import type { Iteration, Rounds } from '../node-type.ts'
import type { Scope } from '../scope.ts'
import type { Plan, PlanNode } from './plan.ts'

/** One run of one node, in the graph itself, in an iteration of a loop or in a called script. */
export interface Step {
  /** Identifies the step: the same in every replay of the execution. */
  readonly key: string
  /** Where it runs: empty for the graph itself, `orders[3]` for an iteration, `call` for a called script (see step-key.ts). */
  readonly path: string
  readonly node: PlanNode
  readonly scope: Scope
  readonly arrivals: readonly Arrival[]
  /** Whether an expression that finds nothing is a failure. */
  readonly strict: boolean
}

/** The output that arrived through one connection. */
export interface Arrival {
  readonly node_id: string
  readonly output: unknown
}

/** The uncaught failure that a connection died of, with the node that it would have come from. */
export interface DeadArrival {
  readonly node_id: string
  readonly error: NodeFailure
}

/** The outcome of a connection: delivered, dead after a failure, or, `undefined`, on a branch that was not taken. */
export type Settlement = Arrival | DeadArrival | undefined

export type Outcome =
  | {
      readonly status: 'completed'
      readonly output: unknown
      readonly port: string
      /** About how much memory the output takes, if that is known. */
      readonly bytes?: number
    }
  | { readonly status: 'failed'; readonly error: NodeFailure }
  | { readonly status: 'cancelled' }

/** What an attempt of a loop or a call is going to run. */
export type Opening = {
  readonly status: 'opened'
  /** From 1. */
  readonly attempt: number
} & (
  | ({
      readonly kind: 'loop'
      /** What the loop gives without a body; the items by default. */
      readonly whole?: unknown
    } & Iteration)
  | ({ readonly kind: 'rounds' } & Rounds)
  | { readonly kind: 'call'; readonly plan: Plan; readonly input: unknown; readonly strict: boolean }
)

/** A round of a loop that has ended: whether it was the last one is still to be found out. */
export interface Round {
  readonly output: unknown
  readonly loop: NonNullable<Scope['loop']>
}

export type Verdict =
  | { readonly isLast: boolean }
  | { readonly isLast: 'unknown'; readonly error: NodeFailure | 'cancelled' }

export type StepEvent =
  | { readonly step: Step; readonly outcome: Outcome | Opening }
  /** The answer to `judge`. */
  | { readonly step: Step; readonly verdict: Verdict }
  /** An opened loop or call has run out of time. */
  | { readonly step: Step; readonly expired: true }

/**
 * The engine's side of the interpreter: everything that takes time or acts on the outside world.
 * A replay must yield the same outcomes for the same keys, in the same order.
 */
export interface StepRunner {
  /** Starts a node; its outcome arrives through `next`. */
  start(step: Step): void
  /**
   * Waits after much has run in one turn of the event loop; `undefined` while it may continue. Does not change the
   * order.
   */
  pause(): Promise<void> | undefined
  /** The next events, at least one. Throws or rejects when the execution is to be suspended. */
  next(): MaybePromise<readonly StepEvent[]>
  /** Fails a node without running it, because the execution exceeds a limit; this, too, arrives through `next`. */
  refuse(step: Step, error: NodeFailure): void
  /** Finds out whether a round was the last one of an opened loop; the verdict arrives through `next`. */
  judge(step: Step, round: Round): void
  /**
   * Ends an attempt of an opened loop or call. Returns its final outcome, as its output may be too large, or `undefined`
   * when that arrives through `next`, or the opening of another attempt.
   */
  close(step: Step, outcome: Outcome): Outcome | undefined
  /** Takes the memory for a run of a loop's body or of a called script with that many nodes, or tells why there is none. */
  enter(nodes: number): NodeFailure | undefined
  /** Gives it back when the run has ended. */
  leave(nodes: number): void
  /** Records a node that will not run. */
  skip(step: Pick<Step, 'key' | 'path' | 'node'>): void
  /** Stops everything that runs inside this loop or call. */
  halt(step: Step): void
}
