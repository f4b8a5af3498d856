import { Queue } from '../../lib/async/queue.ts'
import type { ExecutionInfo } from '../scope.ts'
import { Body } from './composite-run.ts'
import { Frame } from './frame.ts'
import type { Plan, PlanEdge, PlanNode } from './plan.ts'
import {
  type Arrival,
  type Opening,
  type Outcome,
  type Step,
  type StepEvent,
  type StepRunner,
  stepKey,
} from './step.ts'

export interface PlanRun {
  readonly plan: Plan
  readonly params: unknown
  readonly execution: ExecutionInfo
  /** How many nodes are in work at once; waits, loops and calls take no place. */
  readonly concurrency: number
  /** How many steps the whole execution may take. */
  readonly stepLimit: number
}

export type PlanOutcome = Outcome & { readonly node_id?: string }

/**
 * Runs a plan to its outcome. It has no clock, no chance and no I/O of its own: given the same events from
 * the runner it starts the same steps in the same order, which is what replaying an execution rests on.
 *
 * @throws what `runner.next` rejects with, when the execution is to be left as it stands
 */
export const runPlan = (run: PlanRun, runner: StepRunner): Promise<PlanOutcome> =>
  new Interpreter(run, runner).run()

interface Task {
  readonly frame: Frame
  readonly node: PlanNode
}

class Interpreter {
  readonly #run: PlanRun
  readonly #runner: StepRunner
  readonly #root: Frame
  /** Nodes that may start; those that need a place wait in a queue of their own. */
  readonly #ready = new Queue<Task>()
  readonly #queue = new Queue<Task>()
  readonly #started = new Map<string, Task>()
  readonly #bodies = new Map<string, Body>()
  readonly #runs = new Map<Frame, { readonly body: Body; readonly index: number }>()
  #busy = 0
  #steps = 0

  constructor(run: PlanRun, runner: StepRunner) {
    this.#run = run
    this.#runner = runner
    const { plan, params } = run
    this.#root = new Frame({ scope: plan.root, path: '', input: params, params, depth: 0 })
  }

  async run(): Promise<PlanOutcome> {
    this.#enter(this.#root)
    this.#startReady()
    while (this.#root.open > 0) {
      const events = this.#runner.next()
      for (const event of Array.isArray(events) ? events : await events) this.#take(event)
      this.#startReady()
    }
    if (this.#root.halted) return { status: 'cancelled' }
    const { failure } = this.#root
    return { ...this.#root.outcome(), ...(failure && { node_id: failure.node_id }) }
  }

  #enter(frame: Frame) {
    const { scope, feeder = '', input } = frame.seed
    for (const node of scope.nodes) if (node.arrivals === 0) this.#admit({ frame, node })
    const item = { node_id: feeder, output: input }
    for (const edge of scope.entries) this.#deliver(frame, edge, item)
  }

  #admit(task: Task) {
    const needsPlace = task.node.type?.kind === 'task'
    if (needsPlace) this.#queue.push(task)
    else this.#ready.push(task)
  }

  #startReady() {
    for (let task = this.#nextTask(); task; task = this.#nextTask()) {
      if (task.frame.stopped) this.#skip(task)
      else this.#start(task)
    }
  }

  #nextTask(): Task | undefined {
    const ready = this.#ready.shift()
    return ready || this.#busy >= this.#run.concurrency ? ready : this.#queue.shift()
  }

  #start(task: Task) {
    const step = this.#step(task)
    this.#steps++
    if (task.node.type?.kind === 'task') this.#busy++
    this.#started.set(step.key, task)
    if (this.#steps <= this.#run.stepLimit) {
      this.#runner.start(step)
      return
    }
    const message = `the execution took more than ${this.#run.stepLimit} steps`
    this.#runner.refuse(step, { code: 'STEP_LIMIT', message })
  }

  #step({ frame, node }: Task): Step {
    const { path } = frame.seed
    const arrivals = frame.arrivals(node.index)
    return {
      key: stepKey(path, node.node.id),
      path,
      node,
      arrivals,
      scope: frame.scopeOf(arrivals, this.#run.execution),
    }
  }

  #take(event: StepEvent) {
    const { step } = event
    if ('expired' in event) {
      this.#expire(step)
      return
    }
    const task = this.#started.get(step.key)
    if (!task) return
    this.#started.delete(step.key)
    if (task.node.type?.kind === 'task') this.#busy--
    if (event.outcome.status === 'opened') this.#open(task.frame, step, event.outcome)
    else this.#end(task, event.outcome)
  }

  #end({ frame, node }: Task, outcome: Outcome) {
    if (outcome.status === 'cancelled' && !frame.stopped) this.#root.halted = true
    const caught = outcome.status === 'failed' && node.node.on_error === 'continue'
    if (outcome.status === 'failed' && !caught) {
      frame.failure ??= { node_id: node.node.id, error: outcome.error }
    }
    const given = caught ? { output: { error: outcome.error }, port: 'error' } : outcome
    const port = 'port' in given ? given.port : undefined
    const output = 'output' in given ? given.output : undefined
    if (port !== undefined) {
      frame.complete(
        node,
        output,
        node.targets.some((edge) => edge.port === port),
      )
    }
    const arrival = { node_id: node.node.id, output }
    for (const edge of node.targets) this.#deliver(frame, edge, edge.port === port ? arrival : undefined)
    this.#ended(frame)
  }

  /** Hands an output on, or, without one, marks the connection as dead; what is dead all round is skipped. */
  #deliver(frame: Frame, edge: PlanEdge, arrival?: Arrival) {
    const verdict = frame.settle(edge, arrival)
    const node = frame.seed.scope.nodes[edge.target]
    if (verdict === 'wait' || !node) return
    if (verdict === 'run') this.#admit({ frame, node })
    else this.#skip({ frame, node })
  }

  /** Skips a node and all that hangs on it alone, however long the chain. */
  #skip({ frame, node: first }: Task) {
    const { scope, path } = frame.seed
    const pending = [first]
    for (const node of pending) {
      this.#runner.skip({ key: stepKey(path, node.node.id), path, node })
      for (const edge of node.targets) {
        const verdict = frame.settle(edge)
        const target = scope.nodes[edge.target]
        if (verdict === 'run' && target) this.#admit({ frame, node: target })
        else if (verdict === 'skip' && target) pending.push(target)
      }
    }
    this.#ended(frame, pending.length)
  }

  #ended(frame: Frame, count = 1) {
    frame.open -= count
    const run = this.#runs.get(frame)
    if (frame.open > 0 || !run) return
    this.#runs.delete(frame)
    run.body.take(frame, run.index, frame.outcome())
    this.#advance(run.body)
  }

  #open(frame: Frame, step: Step, opening: Opening) {
    const body = new Body(step, frame, opening)
    this.#bodies.set(step.key, body)
    this.#advance(body)
  }

  /** Starts what a body may start now, and ends it when nothing is left. */
  #advance(body: Body) {
    for (let run = body.nextRun(); run; run = body.nextRun()) {
      const frame = new Frame(run.seed)
      if (frame.open === 0) {
        body.take(frame, run.index, { status: 'completed', output: run.seed.input, port: 'out' })
        continue
      }
      body.running.add(frame)
      this.#runs.set(frame, { body, index: run.index })
      this.#enter(frame)
    }
    if (body.running.size > 0) return
    this.#bodies.delete(body.step.key)
    this.#end(body, this.#runner.close(body.step, body.outcome()))
  }

  #expire(step: Step) {
    const body = this.#bodies.get(step.key)
    if (!body) return
    body.expired = true
    for (const frame of body.running) frame.halted = true
    this.#runner.halt(step)
  }
}
