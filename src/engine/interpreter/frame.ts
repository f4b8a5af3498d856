import type { NodeFailure } from '../errors.ts'
import type { TriggerRule } from '../graph/graph.ts'
import { type ExecutionInfo, type Scope, VARIABLES, type VariableValues } from '../scope.ts'
import type { PlanEdge, PlanNode, PlanScope } from './plan.ts'
import type { Arrival, Outcome, Settlement } from './step.ts'
import { type Outputs, outputsUpstream } from './upstream.ts'

export interface FrameSeed {
  readonly scope: PlanScope
  readonly path: string
  readonly input: unknown
  readonly params: unknown
  /** The id of the loop whose items it processes. */
  readonly feeder?: string
  readonly loop?: NonNullable<Scope['loop']>
  readonly outer?: Frame
  /** Whether expressions also see the outer frame's nodes: in a loop's body they do, in a called script they do not. */
  readonly seesOuter?: boolean
  /** How many called scripts surround it. */
  readonly depth: number
  /** Whether the script that it belongs to is strict. */
  readonly strict: boolean
}

/** What all nodes of an execution can name. */
export interface RunValues {
  readonly execution: ExecutionInfo
  /** The address that resumes one of these nodes from a step. */
  readonly resumeUrl?: (
    step: { readonly path: string; readonly nodeId: string },
    waits: readonly string[],
  ) => string | undefined
  /** What `$vars` is, also in the scripts that it calls. */
  readonly variables: VariableValues
}

/** One run of a scope: the connections settled so far and the outputs of its nodes. */
export class Frame {
  readonly seed: FrameSeed
  readonly outputs: Record<string, unknown> = Object.create(null)
  /** Number of nodes that have not ended. */
  open: number
  /** The first uncaught failure. */
  failure: { readonly node_id: string; readonly error: NodeFailure } | undefined
  /** What an `end` in a loop has made of the run: nothing more starts in it. */
  end: { readonly output: unknown } | undefined
  /** Whether nothing more may start in it. */
  halted = false
  /** By node, how many of its incoming connections are not settled. */
  readonly #missing: number[]
  readonly #arrived: (Arrival | undefined)[][]
  /** By node, the failure that the first of its connections died of. */
  readonly #deaths = new Map<number, { readonly slot: number; readonly error: NodeFailure }>()
  /** Completed nodes after which nothing was to come. */
  readonly #last: PlanNode[] = []

  constructor(seed: FrameSeed) {
    this.seed = seed
    this.open = seed.scope.nodes.length
    this.#missing = seed.scope.nodes.map((node) => node.arrivals)
    this.#arrived = seed.scope.nodes.map(() => [])
  }

  /** Settles a connection; returns what this means for its target, by the target's trigger rule. */
  settle({ target, slot }: PlanEdge, settlement: Settlement): 'run' | 'skip' | 'wait' {
    const arrived = this.#arrived[target]
    const rule = this.seed.scope.nodes[target]?.node.trigger_rule ?? 'none_failed'
    const arrival = settlement && arrivalBy(rule, settlement)
    if (arrived && arrival) arrived[slot] = arrival
    else if (settlement && 'error' in settlement) this.#noteDeath(target, slot, settlement.error)
    const left = (this.#missing[target] ?? 0) - 1
    this.#missing[target] = left
    if (left > 0) return 'wait'
    if (rule === 'all_done') return 'run'
    if (rule === 'none_failed' && this.#deaths.has(target)) return 'skip'
    return arrived && arrived.length > 0 ? 'run' : 'skip'
  }

  /** How the connections of a skipped node are settled: a failure before it propagates to what depends on it. */
  settlementOfSkipped({ index, node }: PlanNode): Settlement {
    const death = this.#deaths.get(index)
    return death && { node_id: node.id, error: death.error }
  }

  /** The failure that counts is that of the first connection, whichever failed first. */
  #noteDeath(target: number, slot: number, error: NodeFailure) {
    const known = this.#deaths.get(target)
    if (!known || slot < known.slot) this.#deaths.set(target, { slot, error })
  }

  /** The outputs that reached a node, in connection order. */
  arrivals(index: number): readonly Arrival[] {
    return (this.#arrived[index] ?? []).filter((arrival) => arrival !== undefined)
  }

  /** The output of the only predecessor, or a map by node id for several. */
  #inputOf(node: PlanNode, arrivals: readonly Arrival[]): unknown {
    const [first, ...others] = arrivals
    if (!first) return node.arrivals === 0 ? this.seed.input : null
    if (others.every(({ node_id }) => node_id === first.node_id)) return first.output
    return Object.fromEntries(arrivals.map(({ node_id, output }) => [node_id, output]))
  }

  /** What the expressions of a node can name. */
  scopeOf(node: PlanNode, arrivals: readonly Arrival[], run: RunValues): Scope {
    const { params, loop } = this.seed
    const execution = node.resumes ? this.#withResumeUrl(node, node.resumes, run) : run.execution
    const input = this.#inputOf(node, arrivals)
    const nodes = outputsUpstream(node.upstream, (id) => this.#outputsWith(id))
    return { input, params, execution, nodes, ...(loop && { loop }), [VARIABLES]: run.variables }
  }

  #withResumeUrl(
    { node }: PlanNode,
    waits: readonly string[],
    { execution, resumeUrl }: RunValues,
  ): ExecutionInfo {
    const url = resumeUrl?.({ path: this.seed.path, nodeId: node.id }, waits)
    return url === undefined ? execution : { ...execution, resume_url: url }
  }

  /** Its own outputs, or those of an enclosing frame that is visible, if a node's is among them. */
  #outputsWith(id: string): Outputs | undefined {
    for (let frame: Frame | undefined = this; frame; frame = frame.#visibleOuter) {
      if (Object.hasOwn(frame.outputs, id)) return frame.outputs
    }
    return undefined
  }

  get #visibleOuter(): Frame | undefined {
    return this.seed.seesOuter ? this.seed.outer : undefined
  }

  complete(node: PlanNode, output: unknown, isPassedOn: boolean) {
    this.outputs[node.node.id] = output
    if (!isPassedOn) this.#last.push(node)
    if (node.type?.type === 'end' && this.seed.loop) this.end ??= { output }
  }

  /** The frame's outcome once no node is open: the output of its `end` nodes, or of its last nodes without one. */
  outcome(): Outcome {
    if (this.end) return { status: 'completed', output: this.end.output, port: 'out' }
    if (this.failure) return { status: 'failed', error: this.failure.error }
    const ends = this.#last.filter(({ type }) => type?.type === 'end')
    const last = (ends.length > 0 ? ends : this.#last).toSorted((a, b) => a.index - b.index)
    const [only, ...others] = last
    if (!only) return { status: 'completed', output: null, port: 'out' }
    if (others.length === 0) return { status: 'completed', output: this.outputs[only.node.id], port: 'out' }
    const output = Object.fromEntries(last.map(({ node }) => [node.id, this.outputs[node.id]]))
    return { status: 'completed', output, port: 'out' }
  }

  /** Whether it or an enclosing frame is halted. */
  get stopped(): boolean {
    for (let frame: Frame | undefined = this; frame; frame = frame.seed.outer) if (frame.halted) return true
    return false
  }
}

/** What reaches a node through a connection; nothing when that has died. */
const arrivalBy = (rule: TriggerRule, settlement: NonNullable<Settlement>): Arrival | undefined => {
  if ('output' in settlement) return settlement
  const { node_id, error } = settlement
  return rule === 'all_done' ? { node_id, output: { error } } : undefined
}
