import type { Outcome } from '../../interpreter/step.ts'
import type { NodeType } from '../../node-type.ts'
import type { NodeRecord } from '../../records.ts'
import type { Journal } from '../journal.ts'
import { toOutput } from './output.ts'
import { resolveParameters } from './parameters.ts'
import { evaluationOf, type StepRun, type TaskTools } from './tasks/task.ts'
import { withTimeLimit } from './time-limit.ts'

export interface TimerRun extends StepRun {
  readonly type: Extract<NodeType, { kind: 'timer' }>
  readonly record: NodeRecord
  readonly journal: Journal
}

/** Waits for the node's deadline, which its record keeps over restarts, and then passes on the input. */
export const runTimer = async (run: TimerRun, tools: TaskTools): Promise<Outcome> => {
  const { step, signal } = run
  const { clock, outputBytes } = tools
  const ms = step.node.node.timeout_ms
  const wait = (waitSignal: AbortSignal) => waitForDeadline({ ...run, signal: waitSignal }, tools)
  const startedAt = Date.parse(run.record.started_at ?? '')
  await (ms === undefined ? wait(signal) : withTimeLimit(wait, { ms, endsAt: startedAt + ms, signal, clock }))
  return { status: 'completed', ...toOutput(step.scope.input, outputBytes), port: 'out' }
}

const waitForDeadline = async (run: TimerRun, tools: TaskTools): Promise<void> => {
  const { step, type, record, journal, signal } = run
  const { clock } = tools
  const stored = record.state as { readonly deadline: number } | null
  const deadline =
    stored?.deadline ??
    type.deadline(await resolveParameters(step, type, evaluationOf(run, tools)), clock.now())
  record.state = { deadline }
  record.attempts = Math.max(record.attempts, 1)
  journal.changed(record)
  await clock.sleep(Math.max(0, deadline - clock.now()), signal)
}
