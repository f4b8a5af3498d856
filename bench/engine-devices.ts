import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDatabase } from '../src/db/client.ts'
import { migrate, readMigrations } from '../src/db/migrate.ts'
import { Writer } from '../src/db/writer.ts'
import { EmbeddedEngine } from '../src/engine/embedded/engine.ts'
import { VOLATILE_STORE } from '../src/engine/embedded/execution-factory.ts'
import { Journal } from '../src/engine/embedded/journal.ts'
import type { EngineLimits } from '../src/engine/embedded/limits.ts'
import { Expressions } from '../src/engine/expressions/expressions.ts'
import type { NodeType } from '../src/engine/node-type.ts'
import { allNodeTypes, NodeTypes } from '../src/engine/node-types/registry.ts'
import type { ExecutionStore } from '../src/engine/records.ts'
import { Redactor } from '../src/engine/secrets/redactor.ts'
import { ExecutionRepository } from '../src/features/executions/store/repository.ts'
import { FairSemaphore } from '../src/lib/async/fair-semaphore.ts'
import { Turns } from '../src/lib/async/turns.ts'
import { createIds } from '../src/lib/store/ids.ts'
import { isoTime, systemClock } from '../src/lib/time/clock.ts'
import { IsoTimes } from '../src/lib/time/iso-times.ts'
import { chain } from '../test/support/engine/graph-spec.ts'
import { buildGraph, hashGraph } from '../test/support/engine/graphs.ts'
import { NO_DELAYED } from '../test/support/engine/run/no-delayed.ts'
import { servicesWith } from '../test/support/engine/run/run-node.ts'
import { sharedMemory } from '../test/support/engine/run/world.ts'
import { secretStore } from '../test/support/secrets/secret-store.ts'

const places = () =>
  new FairSemaphore({ limit: 64, share: 64, queueLimit: 10_000, onQueueFull: () => new Error('full') })

const LIMITS: EngineLimits = {
  nodeConcurrency: 16,
  executions: 1000,
  queue: 1000,
  scheduled: 1000,
  admissionTimeoutMs: 1000,
  steps: 100_000,
  timeoutMs: 0,
  nodeInterruptions: 3,
  checkpointMs: 200,
  interruptions: 3,
  memory: { shared: sharedMemory(2_000_000_000), executionBytes: 500_000_000 },
}

const startEngine = async (
  store: ExecutionStore,
  limits: Partial<EngineLimits> = {},
  types = allNodeTypes,
) => {
  const engine = new EmbeddedEngine({
    types: new NodeTypes(types),
    expressions: new Expressions(),
    turns: new Turns(),
    services: servicesWith(),
    secrets: secretStore({}),
    variables: { values: () => ({}) },
    store,
    delayed: NO_DELAYED,
    scripts: { graphOf: async () => undefined },
    leadership: { isLeader: true },
    clock: systemClock,
    random: Math.random,
    nextId: createIds('ex'),
    places: { work: places(), request: places() },
    outputBytes: 10_485_760,
    limits: { ...LIMITS, ...limits },
  })
  await engine.start()
  return engine
}

const transforms = (count: number) => {
  const ids = Array.from({ length: count }, (_, index) => `n${index}`)
  const parameters = { expression: '{"total": input.total + 1}' }
  const nodes = ids.map((id) => ({ id, type: 'transform', parameters }))
  return {
    scriptId: 1,
    caller: 'bench',
    graph: hashGraph(buildGraph(nodes, chain(...ids))),
    input: { total: 1 },
  }
}

type Request = ReturnType<typeof transforms>

const execute = async (engine: EmbeddedEngine, request: Request) => (await engine.submit(request)).finished

/** Microseconds per execution, ten at a time. */
const timeOf = async (engine: EmbeddedEngine, request: Request, count = 500): Promise<number> => {
  const start = performance.now()
  for (let done = 0; done < count; done += 10) {
    await Promise.all(Array.from({ length: 10 }, () => execute(engine, request)))
  }
  return ((performance.now() - start) * 1000) / count
}

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0

const compare = async (withDevice: () => Promise<number>, without: () => Promise<number>, rounds = 100) => {
  const times: [number[], number[]] = [[], []]
  for (let round = -10; round < rounds; round++) {
    const pair = [await withDevice(), await without()] as const
    if (round < 0) continue
    times[0].push(pair[0])
    times[1].push(pair[1])
  }
  const [a, b] = times.map(median)
  console.log(`with ${a?.toFixed(1)} µs, without ${b?.toFixed(1)} µs per execution`)
}

const withStore = async (use: (store: ExecutionStore) => Promise<void>) => {
  const folder = await mkdtemp(join(tmpdir(), 'bench-'))
  const database = await openDatabase({ url: `file:${folder}/bench.db`, synchronous: 'OFF' })
  await migrate(database, readMigrations(join(import.meta.dirname, '../drizzle')))
  await use(new ExecutionRepository(database, new Writer(database)))
  await database.close()
  await rm(folder, { recursive: true })
}

/** Every task ends in a later turn, as it does with an `async` function. */
const asynchronous = (type: NodeType): NodeType =>
  type.kind === 'task' ? { ...type, run: async (parameters, context) => type.run(parameters, context) } : type

const maybePromises = async () => {
  const request = transforms(3)
  const engine = await startEngine(VOLATILE_STORE)
  const slower = await startEngine(VOLATILE_STORE, {}, allNodeTypes.map(asynchronous))
  await compare(
    () => timeOf(engine, request),
    () => timeOf(slower, request),
  )
}

/** To be run as `times` and as `times plain`, alternately: replacing methods of a running program costs time itself. */
const times = async (isPlain: boolean) => {
  if (isPlain) Object.assign(IsoTimes.prototype, { toText: isoTime, toMs: Date.parse })
  const engine = await startEngine(VOLATILE_STORE)
  const request = transforms(3)
  for (let round = 0; round < 20; round++) await timeOf(engine, request)
  const before = process.cpuUsage()
  const found: number[] = []
  for (let round = 0; round < 100; round++) found.push(await timeOf(engine, request))
  const { user, system } = process.cpuUsage(before)
  console.log(
    `${median(found).toFixed(1)} µs, ${((user + system) / 50_000).toFixed(1)} µs of CPU per execution`,
  )
}

const checkpoints = () =>
  withStore(async (store) => {
    const engine = await startEngine(store)
    const request = transforms(10)
    const { endNode } = Journal.prototype
    const writeThrough: typeof endNode = function (this: Journal, record, outcome) {
      const kept = endNode.call(this, record, outcome)
      void this.flush()
      return kept
    }
    const timeWith = (method: typeof endNode) => {
      Journal.prototype.endNode = method
      return timeOf(engine, request, 200)
    }
    await compare(
      () => timeWith(endNode),
      () => timeWith(writeThrough),
      40,
    )
  })

/** 1,000 clients, who try again a millisecond after each refusal, and 64 places. */
const admission = () =>
  withStore(async (store) => {
    const request = transforms(3)
    for (const admissionTimeoutMs of [1000, 0, 1000, 0, 1000, 0]) {
      const engine = await startEngine(store, { executions: 16, queue: 48, admissionTimeoutMs })
      const counts = { completed: 0, refused: 0 }
      const before = process.cpuUsage()
      const end = performance.now() + 3000
      const client = async () => {
        while (performance.now() < end) {
          try {
            await execute(engine, request)
            counts.completed++
          } catch {
            counts.refused++
            await systemClock.sleep(1)
          }
        }
      }
      await Promise.all(Array.from({ length: 1000 }, client))
      const { user, system } = process.cpuUsage(before)
      const rate = Math.round((counts.completed * 1e6) / (user + system))
      console.log({ admissionTimeoutMs, ...counts, completedPerSecondOfCpu: rate })
      await engine.close()
    }
  })

const redactor = async () => {
  const row = { name: 'Ada Lovelace', email: 'ada@example.com', note: 'Lorem ipsum dolor sit amet' }
  const body = JSON.stringify(Array.from({ length: 1000 }, (_, id) => ({ id, ...row })))
  const fastest = async (work: () => unknown) => {
    let best = Number.POSITIVE_INFINITY
    for (let round = 0; round < 200; round++) {
      const start = performance.now()
      await work()
      best = Math.min(best, performance.now() - start)
    }
    return `${(best * 1000).toFixed(0)} µs`
  }
  for (const secret of ['sk_live_4eC39HqLyjWDarjtT1zdp7dc', 'x'.repeat(2000)]) {
    const known = new Redactor()
    known.add('key', secret)
    const compiled = await fastest(() => new Redactor().add('key', secret))
    const searched = await fastest(() => known.text(body))
    const replaced = await fastest(() => body.replaceAll(secret, '[secret:key]'))
    console.log({ secret: secret.length, compiled, body: body.length, searched, replaced })
  }
}

const devices: Readonly<Record<string, (isPlain: boolean) => Promise<void>>> = {
  'maybe-promises': maybePromises,
  times,
  checkpoints,
  admission,
  redactor,
}

const [name = '', variant] = process.argv.slice(2)
const measure = devices[name]
if (!measure) throw new Error(`usage: node bench/engine-devices.ts ${Object.keys(devices).join('|')}`)
await measure(variant === 'plain')
process.exit()
