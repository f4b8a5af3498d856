import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Expressions } from '../../../src/engine/expressions/expressions.ts'
import type { Graph } from '../../../src/engine/graph/graph.ts'
import { compilePlan } from '../../../src/engine/interpreter/plan.ts'
import { runPlan } from '../../../src/engine/interpreter/run-plan.ts'
import type { Opening, Outcome, Step, StepEvent, StepRunner } from '../../../src/engine/interpreter/step.ts'
import { allNodeTypes, NodeTypes } from '../../../src/engine/node-types/registry.ts'
import { Turns } from '../../../src/lib/async/turns.ts'
import { followToEnd } from '../../support/conformance/follow.ts'
import { hashGraph } from '../../support/engine/graphs.ts'
import { createProbeLog, probeType } from '../../support/engine/probe-type.ts'
import { randomGraph } from '../../support/engine/random/random-graph.ts'
import { expectedEnd } from '../../support/engine/random/reference-interpreter.ts'
import { MemoryStore } from '../../support/engine/run/memory-store.ts'
import { createRunner, createWorld, statusesOf } from '../../support/engine/run/world.ts'
import { ManualClock } from '../../support/time/manual-clock.ts'

const types = new NodeTypes([...allNodeTypes, probeType(createProbeLog(), new ManualClock())])

/** What a node of a random graph does, read from its parameters. */
const outcomeOf = ({ key, node: { type, node } }: Step): Outcome | Opening => {
  if (type?.kind === 'loop')
    return { status: 'opened', attempt: 1, kind: 'loop', items: ['x', 'y', 'z'], concurrency: 2 }
  const { failures = 0, port = 'out' } = node.parameters
  return failures === 0
    ? { status: 'completed', output: key, port: String(port) }
    : { status: 'failed', error: { code: 'FAILED', message: key } }
}

/** Writes down what the interpreter asks for; `next` decides which of the waiting steps ends. */
class ScriptedRunner implements StepRunner {
  readonly log: string[] = []
  readonly order: string[] = []
  readonly #waiting: Step[] = []
  readonly #choose: (waiting: readonly Step[]) => number

  constructor(choose: (waiting: readonly Step[]) => number) {
    this.#choose = choose
  }

  start(step: Step) {
    this.log.push(`start ${step.key} ${JSON.stringify(step.scope.input)}`)
    this.#waiting.push(step)
  }

  async next(): Promise<readonly StepEvent[]> {
    const [step] = this.#waiting.splice(this.#choose(this.#waiting), 1)
    assert.ok(step, 'the interpreter waits for nothing')
    this.order.push(step.key)
    return [{ step, outcome: outcomeOf(step) }]
  }

  close(step: Step, outcome: Outcome): Outcome {
    this.log.push(`close ${step.key} ${outcome.status}`)
    return outcome
  }

  enter() {
    return undefined
  }

  leave() {}

  skip({ key }: Pick<Step, 'key'>) {
    this.log.push(`skip ${key}`)
  }

  pause = () => undefined
  judge = () => assert.fail('there are no rounds')
  refuse = () => assert.fail('there is no limit')
  halt = () => assert.fail('there is no time limit')
}

const interpret = async (graph: Graph, runner: StepRunner) => {
  const plan = await compilePlan(hashGraph(graph), {
    types,
    expressions: new Expressions(),
    turns: new Turns(),
  })
  const execution = { id: 'ex_1', script_id: 1 }
  const run = { plan, params: null, execution, variables: {}, concurrency: 2, stepLimit: 1000, strict: false }
  return runPlan(run, runner)
}

test('the same outcomes in the same order start the same steps and end in the same result', async () => {
  await fc.assert(
    fc.asyncProperty(randomGraph, fc.infiniteStream(fc.nat()), async (graph, chance) => {
      const first = new ScriptedRunner(({ length }) => chance.next().value % Math.max(1, length))
      const outcome = await interpret(graph, first)
      const keys = first.order.values()
      const again = new ScriptedRunner((waiting) => {
        const { value } = keys.next()
        return waiting.findIndex(({ key }) => key === value)
      })
      assert.deepEqual(await interpret(graph, again), outcome)
      assert.deepEqual(again.log, first.log)
    }),
    { numRuns: 100 },
  )
})

test('whatever the order in which nodes end, each of them runs or is skipped as its connections demand', async () => {
  await fc.assert(
    fc.asyncProperty(randomGraph, fc.infiniteStream(fc.nat()), async (graph, chance) => {
      const runner = new ScriptedRunner(({ length }) => chance.next().value % Math.max(1, length))
      const { status } = await interpret(graph, runner)
      const expected = expectedEnd(graph)
      assert.equal(status, expected.status)
      const skipped = runner.log.flatMap((line) => (line.startsWith('skip ') ? [line.slice(5)] : []))
      const withStatus = (isSkipped: boolean) =>
        Object.keys(expected.nodes).filter((id) => (expected.nodes[id] === 'skipped') === isSkipped)
      assert.deepEqual(outsideLoops(skipped), withStatus(true).toSorted())
      assert.deepEqual(outsideLoops(runner.order), withStatus(false).toSorted())
    }),
    { numRuns: 100 },
  )
})

const outsideLoops = (keys: readonly string[]) => keys.filter((key) => !key.includes('[')).toSorted()

test('an execution ends as its graph demands, and wherever restarts interrupt it, it repeats nothing', async () => {
  await fc.assert(
    fc.asyncProperty(
      randomGraph,
      fc.array(fc.integer({ min: 1, max: 6 }), { maxLength: 3 }),
      async (graph, restarts) => {
        const expected = expectedEnd(graph)
        const undisturbed = await (await createRunner()).run(graph)
        assert.equal(undisturbed.execution.status, expected.status)
        assert.deepEqual(undisturbed.execution.output, expected.output)
        assert.deepEqual({ ...statusesOf(undisturbed), ...expected.nodes }, statusesOf(undisturbed))
        const store = new MemoryStore()
        const { clock, createEngine, probes } = createWorld({ store })
        let engine = createEngine()
        await engine.start()
        const hashed = hashGraph(graph)
        const { id } = await engine.submit({
          scriptId: 1,
          caller: 'a',
          graph: hashed,
          input: null,
          durable: true,
        })
        for (const ms of restarts) {
          await clock.advance(ms)
          await engine.close()
          engine = createEngine()
          await engine.start()
        }
        if (engine.submitted(id)) await clock.until(followToEnd(engine, id))
        const state = store.peek(id)
        assert.ok(state)
        assert.deepEqual(sorted(statusesOf(state)), sorted(statusesOf(undisturbed)))
        assert.deepEqual(state.execution.output, undisturbed.execution.output)
        assert.equal(state.execution.status, undisturbed.execution.status)
        assert.ok(state.execution.attempts <= restarts.length + 1)
        const completed = state.nodes.filter(({ type, status }) => type === 'probe' && status === 'completed')
        assert.deepEqual(probes.ended.toSorted(), completed.map(({ node_id }) => node_id).toSorted())
      },
    ),
    { numRuns: 40 },
  )
})

const sorted = (statuses: Readonly<Record<string, string>>) => Object.entries(statuses).toSorted()
