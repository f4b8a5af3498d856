import type { MaybePromise } from '../../lib/async/maybe-promise.ts'
import type { NodeFailure } from '../errors.ts'
import type { Iteration } from '../node-types/define.ts'
import type { Scope } from '../scope.ts'
import type { Plan, PlanNode } from './plan.ts'

/** One run of one node: the whole graph's, or one iteration's or one called script's. */
export interface Step {
  /** Names the step for good: the same in every replay of the execution. */
  readonly key: string
  /** Where it runs: empty for the graph itself, `orders[3]` for an iteration, `call` for a called script. */
  readonly path: string
  readonly node: PlanNode
  readonly scope: Scope
  readonly arrivals: readonly Arrival[]
}

/** What came over one connection. */
export interface Arrival {
  readonly node_id: string
  readonly output: unknown
}

export type Outcome =
  | { readonly status: 'completed'; readonly output: unknown; readonly port: string }
  | { readonly status: 'failed'; readonly error: NodeFailure }
  | { readonly status: 'cancelled' }

/** What a loop or a call found out when it began; its body runs next. */
export type Opening =
  | ({ readonly status: 'opened'; readonly kind: 'loop' } & Iteration)
  | { readonly status: 'opened'; readonly kind: 'call'; readonly plan: Plan; readonly input: unknown }

export type StepEvent =
  | { readonly step: Step; readonly outcome: Outcome | Opening }
  /** The time of a loop or call ran out while its body was running. */
  | { readonly step: Step; readonly expired: true }

/**
 * What the interpreter leaves to the engine: everything that takes time or touches the outside.
 * A replay must give the same outcomes for the same keys, in the same order.
 */
export interface StepRunner {
  /** Begins a node; what comes of it arrives through `next`. */
  start(step: Step): void
  /** The next events, at least one. Throws or rejects when the execution is to be left as it stands. */
  next(): MaybePromise<readonly StepEvent[]>
  /** A node that is not run because the execution went past a limit; its failure arrives through `next`, too. */
  refuse(step: Step, error: NodeFailure): void
  /** An opened loop or call has ended; gives the outcome that counts, as an output may be refused for its size. */
  close(step: Step, outcome: Outcome): Outcome
  /** A node that will not run. */
  skip(step: Pick<Step, 'key' | 'path' | 'node'>): void
  /** Stops what runs below this step's body. */
  halt(step: Step): void
}

const escapeId = (id: string): string => id.replace(/[%/[\]]/g, encodeURIComponent)

export const stepKey = (path: string, nodeId: string): string =>
  path === '' ? escapeId(nodeId) : `${path}/${escapeId(nodeId)}`

export const iterationPath = (loopKey: string, index: number): string => `${loopKey}[${index}]`
