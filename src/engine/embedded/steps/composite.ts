import { isRecord } from '../../../lib/json/is-record.ts'
import type { PlanCache } from '../../interpreter/plan-cache.ts'
import type { Opening } from '../../interpreter/step.ts'
import type { NodeType } from '../../node-type.ts'
import type { NodeRecord } from '../../records.ts'
import type { Journal } from '../journal.ts'
import { toOutput } from './output.ts'
import { resolveParameters } from './parameters.ts'
import { nodeContext, type StepRun, type TaskTools } from './task.ts'

type Loop = Extract<NodeType, { kind: 'loop' }>
type Call = Extract<NodeType, { kind: 'call' }>

export interface CompositeStep extends StepRun {
  readonly record: NodeRecord
  readonly journal: Journal
}

export interface CompositeTools extends TaskTools {
  readonly plans: PlanCache
}

/** What a node's record keeps of an opened loop or call, so that a restart continues with the same one. */
type OpenState =
  | { readonly kind: 'loop'; readonly items: readonly unknown[]; readonly concurrency: number }
  | { readonly kind: 'call'; readonly hash: string; readonly input: unknown }

/** Finds out what a loop or a call will run, or what it was running before a restart. */
export const openComposite = (
  run: CompositeStep,
  type: Loop | Call,
  tools: CompositeTools,
): Promise<Opening> => {
  run.record.attempts = 1
  const stored = openStateOf(run.record)
  if (type.kind === 'loop')
    return stored?.kind === 'loop' ? resumeLoop(run, stored) : openLoop(run, type, tools)
  return stored?.kind === 'call' ? resumeCall(run, stored, tools) : openCall(run, type, tools)
}

/** What a loop or call was running; `undefined` when it has not opened, or is neither. */
export const openStateOf = ({ state }: NodeRecord): OpenState | undefined =>
  isRecord(state) && 'kind' in state ? (state as OpenState) : undefined

const openLoop = async (run: CompositeStep, type: Loop, tools: CompositeTools): Promise<Opening> => {
  const { step, signal } = run
  const parameters = await resolveParameters(step, type, { signal, share: tools.share })
  const { items, concurrency } = await type.iterate(parameters, nodeContext(run, tools))
  return resumeLoop(run, { kind: 'loop', items, concurrency })
}

const resumeLoop = async (
  run: CompositeStep,
  state: Extract<OpenState, { kind: 'loop' }>,
): Promise<Opening> => {
  run.journal.keepState(run.record, state)
  return { status: 'opened', ...state }
}

const openCall = async (run: CompositeStep, type: Call, tools: CompositeTools): Promise<Opening> => {
  const { step, signal, journal } = run
  const parameters = await resolveParameters(step, type, { signal, share: tools.share })
  const call = type.call(parameters, nodeContext(run, tools))
  const { output: input } = toOutput(call.input, tools.outputBytes)
  const plan = await tools.plans.ofScript(call.scriptId)
  tools.secrets.expect(plan.secrets)
  journal.addGraph(plan)
  journal.keepState(run.record, { kind: 'call', hash: plan.hash, input })
  return { status: 'opened', kind: 'call', plan, input }
}

const resumeCall = async (
  { journal }: CompositeStep,
  { hash, input }: Extract<OpenState, { kind: 'call' }>,
  { plans, secrets }: CompositeTools,
): Promise<Opening> => {
  const plan = await plans.byHash(hash)
  secrets.expect(plan.secrets)
  // A retry keeps graphs of its own.
  journal.addGraph(plan)
  return { status: 'opened', kind: 'call', plan, input }
}
