import type { ExecutionEngine } from '../../engine/engine.ts'
import { type ExecutionEvent, eventsSince } from '../../engine/events.ts'
import type { ExecutionState } from '../../engine/records.ts'
import { Mailbox } from '../../lib/async/mailbox.ts'

export interface FollowOptions {
  readonly id: string
  /** The number of the last event that the follower has seen. */
  readonly after: number
  /** Ends the events early. */
  readonly signal: AbortSignal
  /** Loads an execution that the engine does not run. */
  load(id: string): Promise<ExecutionState>
}

/** The events of an execution, past and future, up to its end. */
export async function* followEvents(
  engine: ExecutionEngine,
  { id, after, signal, load }: FollowOptions,
): AsyncGenerator<ExecutionEvent> {
  const mailbox = new Mailbox<ExecutionEvent>()
  const stop = engine.follow(id, after, (event) => mailbox.put(event))
  if (!stop) {
    yield* eventsSince(await load(id), after)
    return
  }
  const leave = () => mailbox.fail(signal.reason)
  signal.addEventListener('abort', leave, { once: true })
  if (signal.aborted) leave()
  try {
    for (;;) {
      for (const event of await mailbox.take()) {
        yield event
        if (event.type === 'execution_finished') return
      }
    }
  } catch (error) {
    if (!signal.aborted) throw error
  } finally {
    stop()
    signal.removeEventListener('abort', leave)
  }
}
