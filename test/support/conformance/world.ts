import type { ExecutionEngine, RunRequest } from '../../../src/engine/engine.ts'
import type { ExecutionEvent } from '../../../src/engine/events.ts'
import type { Graph, HashedGraph } from '../../../src/engine/graph/graph.ts'
import type { ExecutionState } from '../../../src/engine/records.ts'
import type { NodeSpec } from '../engine/graph-spec.ts'
import { hashGraph } from '../engine/graphs.ts'
import type { ProbeLog } from '../engine/probe-type.ts'
import type { ManualClock } from '../time/manual-clock.ts'

/** What an engine is tested in. */
export interface EngineWorld {
  readonly clock: ManualClock
  readonly probes: ProbeLog
  readonly scripts: Map<number, HashedGraph>
  /** A started engine; once it is closed, the next one goes on with what it left. */
  startEngine(): Promise<ExecutionEngine>
  /** An execution as it is on disk. */
  stored(id: string): Promise<ExecutionState | undefined>
}

/** What every engine must do, by what it says. */
export type Checks = Readonly<Record<string, (world: EngineWorld) => Promise<void>>>

/** A node with effects that works for `ms`. */
export const step = (id: string, more: Partial<NodeSpec> & { readonly ms?: number } = {}): NodeSpec => {
  const { ms = 0, parameters, ...rest } = more
  return { id, type: 'effect', parameters: { name: id, ms, ...parameters }, ...rest }
}

export const request = (graph: Graph, more: Partial<RunRequest> = {}): RunRequest => ({
  scriptId: 1,
  caller: 'a',
  graph: hashGraph(graph),
  input: null,
  ...more,
})

export const namesOf = (events: readonly ExecutionEvent[]) =>
  events.map((event) =>
    event.type === 'execution_finished'
      ? `${event.seq} end ${event.execution.status}`
      : `${event.seq} ${event.type} ${event.node.node_id}`,
  )
