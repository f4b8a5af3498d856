import type { ExecutionEngine } from '../../../src/engine/engine.ts'
import type { ExecutionEvent } from '../../../src/engine/events.ts'

/** Every event from the first to the end of the execution. */
export const followToEnd = async (
  engine: ExecutionEngine,
  id: string,
): Promise<readonly ExecutionEvent[]> => {
  const leave = await engine.attend(id)
  return events(engine, id).finally(leave)
}

const events = (engine: ExecutionEngine, id: string): Promise<readonly ExecutionEvent[]> =>
  new Promise((resolve, reject) => {
    const events: ExecutionEvent[] = []
    const stop = engine.follow(id, 0, (event) => {
      if (event.type !== 'execution_waiting') events.push(structuredClone(event))
      if (event.type === 'execution_finished') resolve(events)
    })
    if (!stop) reject(new Error(`the engine has no execution ${id}`))
  })
