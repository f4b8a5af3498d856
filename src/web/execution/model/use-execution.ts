import { useCallback, useEffect, useRef, useState } from 'preact/hooks'
import { ask, type Schemas } from '../../lib/api.ts'
import { type Connection, Follower } from '../../lib/live/follow.ts'
import { useServices } from '../../lib/services.ts'
import { isFinal } from '../../lib/ui/status.tsx'
import { applyEvents, createView, type ExecutionView, toViewEvent, type ViewEvent } from './execution-view.ts'

export type Execution = Schemas['Execution']

export interface LiveExecution {
  readonly view: ExecutionView | undefined
  /** With input and output, which the stream does not have. */
  readonly execution: Execution | undefined
  readonly connection: Connection
  readonly error: unknown
  readonly reload: () => void
}

/** While there is no stream, the state is asked for this often. */
const POLL_MS = 3_000

/** An execution and what happens in it, followed until it ends. */
export const useExecution = (id: string): LiveExecution => {
  const { api, send, baseUrl } = useServices()
  const [execution, setExecution] = useState<Execution>()
  const [view, setView] = useState<ExecutionView>()
  const [connection, setConnection] = useState<Connection>('connecting')
  const [error, setError] = useState<unknown>()
  const [round, setRound] = useState(0)
  const final = useRef(false)

  const read = async (signal: AbortSignal) => {
    const { data } = await ask(
      api.GET('/api/executions/{execution_id}', { params: { path: { execution_id: id } }, signal }),
    )
    final.current = isFinal(data.status)
    setExecution(data)
    setView(createView(data, data.results))
    setError(undefined)
    return data
  }

  useEffect(() => {
    const controller = new AbortController()
    const { signal } = controller
    const url = `${baseUrl}/api/executions/${encodeURIComponent(id)}/events`
    let follower: Follower | undefined
    let waiting: ViewEvent[] = []
    let frame = 0
    const fail = (problem: unknown) => signal.aborted || setError(problem)

    // Once per frame, or else a fast loop would render for each of its items.
    const apply = () => {
      frame = 0
      const events = waiting
      waiting = []
      setView((before) => before && applyEvents(before, events))
      if (final.current) read(signal).catch(fail)
    }

    const follow = () => {
      follower = new Follower({
        url,
        send,
        isOver: () => final.current,
        onConnection: setConnection,
        onEvent: ({ event, data }) => {
          const known = toViewEvent(event, data)
          if (!known) return
          if (known.type === 'end') final.current = true
          waiting.push(known)
          frame ||= requestAnimationFrame(apply)
        },
      })
    }

    setView(undefined)
    setExecution(undefined)
    setError(undefined)
    final.current = false
    read(signal)
      .then(({ status }) => {
        if (signal.aborted) return
        if (isFinal(status)) setConnection('ended')
        else follow()
      })
      .catch(fail)
    return () => {
      controller.abort()
      follower?.close()
      cancelAnimationFrame(frame)
    }
  }, [id, round])

  useEffect(() => {
    if (connection !== 'lost' && connection !== 'polling') return
    const controller = new AbortController()
    const timer = setInterval(() => {
      read(controller.signal).catch(() => {
        // The follower keeps trying, and the page shows that the connection is lost.
      })
    }, POLL_MS)
    return () => {
      clearInterval(timer)
      controller.abort()
    }
  }, [id, connection])

  const reload = useCallback(() => setRound((value) => value + 1), [])
  return { view, execution, connection, error, reload }
}
