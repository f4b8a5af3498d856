import { EmbeddedEngine } from '../../../../src/engine/embedded/engine.ts'
import type { EmbeddedOptions, EngineLimits } from '../../../../src/engine/embedded/limits.ts'
import { ExecutionMemory } from '../../../../src/engine/embedded/memory/execution-memory.ts'
import { nodeQueueFull } from '../../../../src/engine/errors.ts'
import { Expressions } from '../../../../src/engine/expressions/expressions.ts'
import type { Graph, HashedGraph } from '../../../../src/engine/graph/graph.ts'
import { allNodeTypes, NodeTypes } from '../../../../src/engine/node-types/registry.ts'
import { type ExecutionObserver, NO_OBSERVER } from '../../../../src/engine/observer.ts'
import type { NodeServices, VariableSource } from '../../../../src/engine/ports.ts'
import type { DelayedStore, ExecutionState, ExecutionStore } from '../../../../src/engine/records.ts'
import { stepKey } from '../../../../src/engine/step-key.ts'
import { SharedBudget } from '../../../../src/lib/async/byte-budget.ts'
import { FairSemaphore } from '../../../../src/lib/async/fair-semaphore.ts'
import { Turns } from '../../../../src/lib/async/turns.ts'
import { createIds } from '../../../../src/lib/store/ids.ts'
import { secretStore } from '../../secrets/secret-store.ts'
import { ManualClock } from '../../time/manual-clock.ts'
import { hashGraph } from '../graphs.ts'
import { createProbeLog, type ProbeLog, probeType } from '../probe-type.ts'
import { MemoryStore } from './memory-store.ts'
import { NO_DELAYED } from './no-delayed.ts'
import { servicesWith } from './run-node.ts'

export interface WorldOptions {
  readonly store?: ExecutionStore
  readonly delayed?: DelayedStore
  readonly clock?: ManualClock
  readonly limits?: Partial<EngineLimits>
  readonly outputBytes?: number
  readonly services?: Partial<NodeServices>
  /** By name. */
  readonly secrets?: Readonly<Record<string, string>>
  /** None unless they are given. */
  readonly variables?: VariableSource
  /** Ids of the scripts that are strict when they are called. */
  readonly strictScripts?: ReadonlySet<number>
  /** Chance, for the jitter between attempts: none unless it is given. */
  readonly random?: () => number
  readonly observer?: ExecutionObserver
}

const places = () =>
  new FairSemaphore({ limit: 64, share: 64, queueLimit: 10_000, onQueueFull: nodeQueueFull })

/** Half of it for each caller. */
export const sharedMemory = (limit: number): SharedBudget =>
  new SharedBudget({
    total: { limit, setting: 'MEMORY_LIMIT_BYTES' },
    share: { limit: limit / 2, setting: 'MEMORY_CALLER_LIMIT_BYTES' },
  })

/** The memory of one execution by itself. */
export const unlimitedMemory = () =>
  new ExecutionMemory({ shared: sharedMemory(200_000_000), executionBytes: 64_000_000 }, 'a')

const LIMITS: EngineLimits = {
  nodeConcurrency: 8,
  executions: 100,
  queue: 100,
  scheduled: 0,
  steps: 100_000,
  timeoutMs: 0,
  checkpointMs: 100_000,
  nodeInterruptions: 3,
  admissionTimeoutMs: 1000,
  interruptions: 3,
  memory: { shared: sharedMemory(200_000_000), executionBytes: 64_000_000 },
}

/** What engines run in: a clock that stands still, a store, scripts that can be called, and probes. */
export const createWorld = ({ store = new MemoryStore(), ...options }: WorldOptions = {}) => {
  const { clock = new ManualClock(), delayed = NO_DELAYED } = options
  const probes: ProbeLog = createProbeLog()
  const scripts = new Map<number, HashedGraph>()
  const types = new NodeTypes([...allNodeTypes, probeType(probes, clock), probeType(probes, clock, true)])
  const nextId = createIds('ex')

  const engineOptions = (limits: Partial<EngineLimits> = {}): EmbeddedOptions => ({
    types,
    expressions: new Expressions({ timeoutMs: 60_000 }),
    turns: new Turns(),
    services: servicesWith(options.services),
    secrets: secretStore(options.secrets ?? {}),
    variables: options.variables ?? { values: () => ({}) },
    leadership: { isLeader: true },
    store,
    delayed,
    scripts: {
      graphOf: async (id) => {
        const graph = scripts.get(id)
        return graph && { ...graph, strict: options.strictScripts?.has(id) ?? false }
      },
    },
    clock,
    random: options.random ?? (() => 0),
    nextId,
    places: { work: places(), request: places() },
    outputBytes: options.outputBytes ?? 1_000_000,
    observer: options.observer ?? NO_OBSERVER,
    limits: { ...LIMITS, ...options.limits, ...limits },
  })
  const createEngine = (limits: Partial<EngineLimits> = {}) => new EmbeddedEngine(engineOptions(limits))
  return { clock, store, scripts, probes, engineOptions, createEngine }
}

export type World = ReturnType<typeof createWorld>

/** A started engine of its own, and how to run a graph in it to its end. */
export const createRunner = async (options: WorldOptions = {}) => {
  const world = createWorld(options)
  const engine = world.createEngine()
  await engine.start()
  const submit = (graph: Graph, more: Partial<{ input: unknown; timeoutMs: number }> = {}) =>
    engine.submit({ scriptId: 1, caller: 'a', graph: hashGraph(graph), input: null, ...more })
  const run = async (graph: Graph, more: Partial<{ input: unknown; timeoutMs: number }> = {}) => {
    const { finished } = await submit(graph, more)
    return world.clock.until(finished)
  }
  return { ...world, engine, submit, run }
}

/** The status of every node run by its key, in the order in which they are told. */
export const statusesOf = ({ nodes }: ExecutionState): Record<string, string> =>
  Object.fromEntries(nodes.map(({ path, node_id, status }) => [stepKey(path, node_id), status]))

export const recordOf = ({ nodes }: ExecutionState, key: string) =>
  nodes.find(({ path, node_id }) => stepKey(path, node_id) === key)
