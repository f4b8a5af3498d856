import { Queue } from '../../lib/async/queue.ts'
import { stepKey } from '../step-key.ts'
import { CompositeRun } from './composite-run.ts'
import { Frame, type RunValues } from './frame.ts'
import type { Plan, PlanEdge, PlanNode } from './plan.ts'
import type { Opening, Outcome, Settlement, Step, StepEvent, StepRunner, Verdict } from './step.ts'

export interface PlanRun extends RunValues {
  readonly plan: Plan
  readonly params: unknown
  /** How many nodes run at once; waits, loops and calls do not count. */
  readonly concurrency: number
  /** Maximum number of steps of the whole execution. */
  readonly stepLimit: number
  /** Whether an expression that finds nothing is a failure; a called script has its own rule. */
  readonly strict: boolean
}

export type PlanOutcome = Outcome & { readonly node_id?: string }

/**
 * Runs a plan to its outcome. It uses no clock, no randomness and no I/O of its own: given the same events by the
 * runner, it starts the same steps in the same order. Replaying an execution depends on that.
 * Rejects with the error of `runner.next` when the execution is to be suspended.
 */
export const runPlan = (run: PlanRun, runner: StepRunner): Promise<PlanOutcome> =>
  new Interpreter(run, runner).run()

interface ReadyNode {
  readonly frame: Frame
  readonly node: PlanNode
}

class Interpreter {
  readonly #run: PlanRun
  readonly #runner: StepRunner
  readonly #root: Frame
  /** Nodes that may start at once, and those that count towards the concurrency limit. */
  readonly #ready = new Queue<ReadyNode>()
  readonly #limited = new Queue<ReadyNode>()
  readonly #started = new Map<string, ReadyNode>()
  readonly #composites = new Map<string, CompositeRun>()
  readonly #runs = new Map<Frame, { readonly composite: CompositeRun; readonly index: number }>()
  #busy = 0
  /** Items of loops that are in progress. */
  #items = 0
  #steps = 0

  constructor(run: PlanRun, runner: StepRunner) {
    this.#run = run
    this.#runner = runner
    const { plan, params, strict } = run
    this.#root = new Frame({ scope: plan.root, path: '', input: params, params, depth: 0, strict })
  }

  async run(): Promise<PlanOutcome> {
    this.#enter(this.#root)
    await this.#startReady()
    while (this.#root.open > 0) {
      const events = this.#runner.next()
      for (const event of Array.isArray(events) ? events : await events) {
        this.#take(event)
        const pause = this.#runner.pause()
        if (pause) await pause
      }
      const pause = this.#startReady()
      if (pause) await pause
    }
    if (this.#root.halted) return { status: 'cancelled' }
    const { failure } = this.#root
    return { ...this.#root.outcome(), ...(failure && { node_id: failure.node_id }) }
  }

  #enter(frame: Frame) {
    const { scope, feeder = '', input } = frame.seed
    for (const node of scope.nodes) if (node.arrivals === 0) this.#admit({ frame, node })
    const item = { node_id: feeder, output: input }
    for (const edge of scope.entries) this.#settle(frame, edge, item)
  }

  #admit(ready: ReadyNode) {
    const isLimited = ready.node.type?.kind === 'task'
    if (isLimited) this.#limited.push(ready)
    else this.#ready.push(ready)
  }

  #startReady(): Promise<void> | undefined {
    for (let ready = this.#nextReady(); ready; ready = this.#nextReady()) {
      if (ready.frame.stopped || ready.frame.end) this.#skip(ready)
      else this.#start(ready)
      const pause = this.#runner.pause()
      if (pause) return pause.then(() => this.#startReady())
    }
    return undefined
  }

  #nextReady(): ReadyNode | undefined {
    const unlimited = this.#ready.shift()
    // Each item of a loop that is in progress may run a node, whatever the limit of the execution.
    const limit = Math.max(this.#run.concurrency, this.#items)
    return unlimited || this.#busy >= limit ? unlimited : this.#limited.shift()
  }

  #start(ready: ReadyNode) {
    const step = this.#step(ready)
    this.#steps++
    if (ready.node.type?.kind === 'task') this.#busy++
    this.#started.set(step.key, ready)
    if (this.#steps <= this.#run.stepLimit) {
      this.#runner.start(step)
      return
    }
    const message = `the execution ran more than ${this.#run.stepLimit} nodes, which is EXECUTION_STEP_LIMIT. Take several items of a loop at a time (\`batch_size\`), or raise that setting.`
    this.#runner.refuse(step, { code: 'STEP_LIMIT', message })
  }

  #step({ frame, node }: ReadyNode): Step {
    const { path, strict } = frame.seed
    const arrivals = frame.arrivals(node.index)
    return {
      key: stepKey(path, node.node.id),
      path,
      node,
      arrivals,
      strict,
      scope: frame.scopeOf(node, arrivals, this.#run),
    }
  }

  #take(event: StepEvent) {
    const { step } = event
    if ('expired' in event) {
      this.#expire(step)
      return
    }
    if ('verdict' in event) {
      this.#takeVerdict(step, event.verdict)
      return
    }
    const ready = this.#started.get(step.key)
    if (!ready) return
    this.#started.delete(step.key)
    if (ready.node.type?.kind === 'task') this.#busy--
    if (event.outcome.status === 'opened') this.#open(ready.frame, step, event.outcome)
    else this.#end(ready, event.outcome)
  }

  #end({ frame, node }: ReadyNode, outcome: Outcome) {
    if (outcome.status === 'cancelled' && !frame.stopped) this.#root.halted = true
    const node_id = node.node.id
    const caught = outcome.status === 'failed' && node.node.on_error === 'continue'
    const uncaught = outcome.status === 'failed' && !caught ? { node_id, error: outcome.error } : undefined
    if (uncaught) frame.failure ??= uncaught
    const given = caught ? { output: { error: outcome.error }, port: 'error' } : outcome
    const port = 'port' in given ? given.port : undefined
    const output = 'output' in given ? given.output : undefined
    if (port !== undefined) frame.complete(node, output, isPassedOn(node, port))
    const arrival = { node_id, output }
    for (const edge of node.targets) this.#settle(frame, edge, edge.port === port ? arrival : uncaught)
    this.#ended(frame)
  }

  /** Settles a connection, and starts or skips the node that it leads to once all of that node's are settled. */
  #settle(frame: Frame, edge: PlanEdge, settlement: Settlement) {
    const verdict = frame.settle(edge, settlement)
    const node = frame.seed.scope.nodes[edge.target]
    if (verdict === 'wait' || !node) return
    if (verdict === 'run') this.#admit({ frame, node })
    else this.#skip({ frame, node })
  }

  /** Skips a node and all that depend on skipped nodes only; a loop, as the chain may be too long to recurse. */
  #skip({ frame, node: first }: ReadyNode) {
    const { scope, path } = frame.seed
    const pending = [first]
    for (const node of pending) {
      this.#runner.skip({ key: stepKey(path, node.node.id), path, node })
      const settlement = frame.settlementOfSkipped(node)
      for (const edge of node.targets) {
        const verdict = frame.settle(edge, settlement)
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
    this.#runner.leave(frame.seed.scope.nodes.length)
    if (frame.seed.loop) this.#items--
    run.composite.take(frame, run.index, frame.outcome())
    this.#advance(run.composite)
  }

  #open(frame: Frame, step: Step, opening: Opening) {
    const composite = new CompositeRun(step, frame, opening)
    this.#composites.set(step.key, composite)
    this.#advance(composite)
  }

  /** Starts what a loop or call may start now, and ends its attempt once nothing is left. */
  #advance(composite: CompositeRun) {
    for (let run = composite.nextRun(); run; run = composite.nextRun()) {
      const { nodes } = run.seed.scope
      const exceeded = nodes.length > 0 ? this.#runner.enter(nodes.length) : undefined
      if (exceeded) {
        composite.fail(exceeded)
        break
      }
      const frame = new Frame(run.seed)
      if (frame.open === 0) {
        composite.take(frame, run.index, { status: 'completed', output: run.seed.input, port: 'out' })
        continue
      }
      composite.running.add(frame)
      if (frame.seed.loop) this.#items++
      this.#runs.set(frame, { composite, index: run.index })
      this.#enter(frame)
    }
    if (composite.running.size > 0) return
    const { step, roundToJudge } = composite
    if (roundToJudge) {
      this.#runner.judge(step, roundToJudge)
      return
    }
    this.#composites.delete(step.key)
    const outcome = this.#runner.close(step, composite.outcome())
    if (outcome) this.#end(composite, outcome)
    else this.#started.set(step.key, composite)
  }

  #takeVerdict(step: Step, verdict: Verdict) {
    const composite = this.#composites.get(step.key)
    if (!composite) return
    composite.takeVerdict(verdict)
    this.#advance(composite)
  }

  #expire(step: Step) {
    const composite = this.#composites.get(step.key)
    if (!composite) return
    composite.expired = true
    for (const frame of composite.running) frame.halted = true
    this.#runner.halt(step)
  }
}

/**
 * Whether an output belongs to what follows, so that it is no output of the run: also when it leaves by a port without
 * connection while others are connected, or by one of a choice. A connection of `error` alone does not count.
 */
const isPassedOn = ({ targets, type }: PlanNode, port: string): boolean =>
  targets.some((edge) => edge.port === port || edge.port !== 'error') ||
  (type?.isChoice === true && port !== 'error')
