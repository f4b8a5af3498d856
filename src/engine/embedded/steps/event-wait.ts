import { NodeError, nodeTimeout } from '../../errors.ts'
import type { Outcome } from '../../interpreter/step.ts'
import type { NodeType } from '../../node-type.ts'
import type { EventStore, EventWait, NodeRecord, StepId } from '../../records.ts'
import type { Journal } from '../journal.ts'
import { persevere } from '../persevere.ts'
import type { Doorbell } from '../scheduling/doorbell.ts'
import { toOutput } from './output.ts'
import { resolveParameters } from './parameters.ts'
import { evaluationOf, type StepRun, type TaskTools } from './tasks/task.ts'
import { untilAborted } from './time-limit.ts'

export type EventType = Extract<NodeType, { kind: 'event' }>

export interface EventSource {
  readonly store: EventStore
  readonly doorbell: Doorbell
}

export interface EventRun extends StepRun, EventSource {
  readonly type: EventType
  readonly record: NodeRecord
  readonly journal: Journal
  /** Resolves once all changes so far are on disk. */
  flush(): Promise<void>
  /** Waits while the step does nothing, so that the execution may leave memory. */
  rest(waiting: Promise<void>): Promise<void>
}

/**
 * Waits until the step is given an event, whose payload it passes on through `out`, or until its deadline, when it
 * passes on its input through `timeout`. Which of them it is, the store decides: both ask it, and one comes first.
 */
export const runEventWait = async (run: EventRun, tools: TaskTools): Promise<Outcome> => {
  const { record, journal } = run
  const wait = (record.state as EventWait | null) ?? (await begin(run, tools))
  record.state = wait
  record.attempts = Math.max(record.attempts, 1)
  journal.changed(record)
  await run.flush()
  return await awaitEvent(run, wait, tools)
}

const begin = async ({ type, journal, ...run }: EventRun, tools: TaskTools): Promise<EventWait> => {
  const wait = type.expect(
    await resolveParameters(run.step, type, evaluationOf(run, tools)),
    tools.clock.now(),
  )
  if (wait.deadline !== null || journal.execution.script_id !== null) return wait
  throw new NodeError(
    'NO_EVENTS',
    'events cannot be sent to an ad hoc run, so the node needs a `timeout_ms`',
    {
      retryable: false,
    },
  )
}

const awaitEvent = async (run: EventRun, { deadline }: EventWait, tools: TaskTools): Promise<Outcome> => {
  const { step, record, journal, store, doorbell, signal, rest } = run
  const { clock, outputBytes } = tools
  const id: StepId = { execution_id: journal.execution.id, path: record.path, node_id: record.node_id }
  const limit = endOfTimeLimit(run)
  const end = Math.min(deadline ?? Number.POSITIVE_INFINITY, limit ?? Number.POSITIVE_INFINITY)
  const patiently = <T>(work: () => Promise<T>) => persevere(work, { clock, signal: () => signal })
  for (;;) {
    const bell = doorbell.listen(step.key)
    const stopTimer = Number.isFinite(end)
      ? clock.after(Math.max(0, end - clock.now()), () => bell.ring())
      : undefined
    try {
      const given = await patiently(() => store.givenEvent(id))
      if (given) return { status: 'completed', ...toOutput(given.payload, outputBytes), port: 'out' }
      if (clock.now() < end) {
        await rest(untilAborted(bell.rung, signal))
        continue
      }
      // Given at the last moment.
      if (!(await patiently(() => store.endWait(id)))) continue
      if (end === limit) throw nodeTimeout(step.node.node.timeout_ms ?? 0)
      return { status: 'completed', ...toOutput(step.scope.input, outputBytes), port: 'timeout' }
    } finally {
      stopTimer?.()
      bell.leave()
    }
  }
}

const endOfTimeLimit = ({ step, record }: EventRun): number | undefined => {
  const { timeout_ms } = step.node.node
  return timeout_ms === undefined ? undefined : Date.parse(record.started_at ?? '') + timeout_ms
}
