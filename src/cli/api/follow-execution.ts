import { systemClock } from '../../lib/time/clock.ts'
import { CommandError } from '../context.ts'
import { type ApiClient, RefusedError } from './client.ts'
import { NodeResult } from './schema.ts'

/** How often to connect again before giving up, with pauses of half a second, one second, two and so on. */
const RECONNECTIONS = 7
const PAUSE_MS = 500
/** A stream that lasted as long shows that the server can be reached; proxies end streams that are quiet for a while. */
const STABLE_MS = 10_000

type OnNode = ((result: NodeResult) => void) | undefined

/** What is known from the events of an execution so far. */
interface Progress {
  hasEnded: boolean
  /** The id of the last event. */
  last: string | undefined
}

/** Waits for the end of an execution. Resolves with `false` when the server ends its answer before. */
export const followExecution = async (api: ApiClient, id: string, onNode: OnNode): Promise<boolean> => {
  const most = api.traits.isRemote ? RECONNECTIONS : 0
  const progress: Progress = { hasEnded: false, last: undefined }
  for (let left = most; ; left--) {
    const [start, before] = [systemClock.now(), progress.last]
    const error = await readEvents(api, id, progress, onNode).then(
      () => undefined,
      (reason: unknown) => reason,
    )
    if (progress.hasEnded) return true
    if (error !== undefined && !isPassing(error)) throw error
    if (progress.last !== before || systemClock.now() - start > STABLE_MS) left = most
    if (left === 0) return givenUp(id, error, most)
    await systemClock.sleep(PAUSE_MS * 2 ** (most - left))
  }
}

const readEvents = async (api: ApiClient, execution: string, progress: Progress, onNode: OnNode) => {
  for await (const { type, data, id } of api.events(`/api/executions/${execution}/events`, progress.last)) {
    if (type === 'node_finished') onNode?.(NodeResult.parse(data))
    progress.hasEnded ||= type === 'execution_finished'
    if (id !== undefined) progress.last = id
  }
}

/** Whether the next attempt may succeed. */
const isPassing = (error: unknown): boolean =>
  error instanceof CommandError &&
  (!(error instanceof RefusedError) || error.status >= 500 || error.status === 429)

const givenUp = (id: string, error: unknown, attempts: number): false => {
  if (error === undefined) return false
  if (attempts === 0 || !(error instanceof CommandError)) throw error
  const { message, exitCode } = error
  throw new CommandError(`${message}; execution ${id} continues without this command`, {
    cause: error,
    exitCode,
  })
}
