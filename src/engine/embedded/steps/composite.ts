import { isRecord } from '../../../lib/json/is-record.ts'
import { NodeError } from '../../errors.ts'
import type { Plan } from '../../interpreter/plan.ts'
import type { PlanCache } from '../../interpreter/plan-cache.ts'
import type { Opening } from '../../interpreter/step.ts'
import type { ListIteration, NodeType, Rounds, TableIteration } from '../../node-type.ts'
import type { NodeRecord } from '../../records.ts'
import { TableItems } from '../../tables/table-items.ts'
import type { Journal } from '../journal.ts'
import { outOfMemory } from '../memory/execution-memory.ts'
import type { ScriptPlaces } from '../scheduling/script-places.ts'
import { toOutput } from './output.ts'
import { resolveParameters } from './parameters.ts'
import { evaluationOf, nodeContext, type StepRun, type TaskTools } from './tasks/task.ts'

export type Loop = Extract<NodeType, { kind: 'loop' }>
export type Call = Extract<NodeType, { kind: 'call' }>

export interface CompositeStep extends StepRun {
  readonly record: NodeRecord
  readonly journal: Journal
  /** Takes a place of the script that it calls. */
  enter(scriptId: number): Promise<void>
}

export interface CompositeTools extends TaskTools {
  readonly plans: PlanCache
  readonly scriptPlaces: ScriptPlaces
  /** How many nodes one execution may run. */
  readonly stepLimit: number
}

type LoopItems = ListIteration | TableIteration | Rounds
type LoopState = { readonly kind: 'loop' } & (ListIteration | TableIteration)
/** `next` is the index of the first round that may or may not have been the last one. */
type RoundsState = { readonly kind: 'rounds'; readonly next: number } & Rounds
interface CallState {
  readonly kind: 'call'
  readonly hash: string
  readonly input: unknown
  /** Whether the called script was strict. */
  readonly strict?: boolean
  /** Missing in those of earlier versions. */
  readonly script_id?: number
}

/** What a node's record keeps of an opened loop or call, so that a restart continues with the same one. */
type OpenState = LoopState | RoundsState | CallState

/** What it keeps of its attempts; the number of the current one is that of the record. Times in ms since the epoch. */
interface AttemptState {
  /** When the attempt began, if it is not the first. */
  readonly began_at?: number
  /** When the pause before the next attempt ends. */
  readonly retry_at?: number
}

export type CompositeState = AttemptState & (OpenState | { readonly kind?: undefined })

/** An opening without the number of its attempt. */
export type Opened = Opening extends infer O ? (O extends Opening ? Omit<O, 'attempt'> : never) : never

/** What is known of a loop or call from before a restart, or from before its pause. */
export const compositeStateOf = ({ state }: NodeRecord): CompositeState =>
  isRecord(state) ? (state as unknown as CompositeState) : {}

/** What a loop or call was running, for another start of it; `undefined` when it has not opened, or is neither. */
export const openStateOf = (record: NodeRecord): OpenState | undefined => {
  const { began_at, retry_at, ...state } = compositeStateOf(record)
  return state.kind && state
}

/** Finds out what a loop or a call will run, or what it was running before a restart or another attempt. */
export const openComposite = (
  run: CompositeStep,
  type: Loop | Call,
  tools: CompositeTools,
): Promise<Opened> => {
  const stored = openStateOf(run.record)
  if (type.kind === 'loop')
    return stored && stored.kind !== 'call' ? resumeLoop(run, stored, tools) : openLoop(run, type, tools)
  return stored?.kind === 'call' ? resumeCall(run, stored, tools) : openCall(run, type, tools)
}

const openLoop = async (run: CompositeStep, type: Loop, tools: CompositeTools): Promise<Opened> => {
  const { step } = run
  const parameters = await resolveParameters(step, type, evaluationOf(run, tools))
  const found = await type.iterate(parameters, nodeContext(run, tools))
  if (step.node.body?.nodes.length) checkItems(found, tools)
  const state: OpenState =
    'times' in found ? { kind: 'rounds', next: 0, ...found } : { kind: 'loop', ...found }
  keepOpen(run, state)
  return resumeLoop(run, state, tools)
}

/** Each item takes a step at least, so that a loop over more of them could never end. */
const checkItems = (found: LoopItems, { stepLimit }: CompositeTools) => {
  const count = countOf(found)
  if (count <= stepLimit) return
  const message = `there are ${count} items or runs of the loop, and an execution may run ${stepLimit} nodes, which is EXECUTION_STEP_LIMIT. Take fewer, several rows at a time (\`batch_size\` of for_each), or raise that setting.`
  throw new NodeError('TOO_MANY_ITEMS', message, { retryable: false })
}

const countOf = (found: LoopItems): number => {
  if ('times' in found) return 0
  return 'items' in found ? found.items.length : Math.ceil(found.table.rows / (found.batchSize ?? 1))
}

const resumeLoop = async (
  { step }: CompositeStep,
  state: LoopState | RoundsState,
  { services, outputBytes }: CompositeTools,
): Promise<Opened> => {
  if (state.kind === 'rounds') return { status: 'opened', ...state }
  const { kind, concurrency } = state
  if ('items' in state) return { status: 'opened', kind, concurrency, items: state.items }
  const { id } = step.scope.execution
  await services.tables.path(id, state.table)
  const items = new TableItems({ ...state, tables: services.tables, executionId: id, outputBytes })
  return { status: 'opened', kind, concurrency, items, whole: state.table }
}

const openCall = async (run: CompositeStep, type: Call, tools: CompositeTools): Promise<Opened> => {
  const { step, journal } = run
  const parameters = await resolveParameters(step, type, evaluationOf(run, tools))
  const call = type.call(parameters, nodeContext(run, tools))
  const { output: input } = toOutput(call.input, tools.outputBytes)
  const { plan, strict } = await tools.plans.ofScript(call.scriptId)
  tools.secrets.expect(plan.secrets)
  hold(plan, tools)
  journal.addGraph(plan)
  const { scriptId: script_id } = call
  keepOpen(run, { kind: 'call', hash: plan.hash, input, script_id, ...(strict && { strict }) })
  await run.enter(script_id)
  return { status: 'opened', kind: 'call', plan, input, strict }
}

const resumeCall = async (
  { journal, enter }: CompositeStep,
  { hash, input, strict = false, script_id }: CallState,
  tools: CompositeTools,
): Promise<Opened> => {
  const plan = await tools.plans.byHash(hash)
  tools.secrets.expect(plan.secrets)
  hold(plan, tools)
  // A retry keeps graphs of its own.
  journal.addGraph(plan)
  if (script_id !== undefined) await enter(script_id)
  return { status: 'opened', kind: 'call', plan, input, strict }
}

/** @throws NodeError when there is no memory for the called script */
const hold = (plan: Plan, { memory }: CompositeTools) => {
  const exceeded = memory.holdPlan(plan)
  if (exceeded) throw outOfMemory(exceeded)
}

const keepOpen = ({ record, journal }: CompositeStep, state: OpenState) =>
  journal.keepState(record, { ...compositeStateOf(record), ...state })
