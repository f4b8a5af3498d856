import { useCallback, useEffect, useRef, useState } from 'preact/hooks'
import { type Connection, Follower } from '../../lib/live/follow.ts'
import { useServices } from '../../lib/services.ts'
import { isFinal } from '../../lib/ui/status.tsx'
import { applyEvents, createView, type ExecutionView, toViewEvent, type ViewEvent } from './execution-view.ts'
import { type ReadExecution, readExecution } from './read-execution.ts'

export interface LiveExecution {
  readonly view: ExecutionView | undefined
  /** As it was last read, with input and output, which the stream does not have. */
  readonly read: ReadExecution | undefined
  readonly connection: Connection
  readonly error: unknown
  readonly reload: () => void
}

/** While there is no stream, the state is asked for this often. */
const POLL_MS = 3_000

/** An execution and what happens in it, followed until it ends. */
export const useExecution = (id: string): LiveExecution => {
  const { api, send, baseUrl } = useServices()
  const [last, setLast] = useState<ReadExecution>()
  const [view, setView] = useState<ExecutionView>()
  const [connection, setConnection] = useState<Connection>('connecting')
  const [error, setError] = useState<unknown>()
  const [round, setRound] = useState(0)
  const final = useRef(false)
  // What a large one has done is known from the stream, and takes long to read again.
  const isLarge = useRef(false)

  const read = async (signal: AbortSignal) => {
    const show = (part: ReadExecution) => {
      if (signal.aborted) return
      setLast(part)
      setView(createView(part.summary, part.results))
      setError(undefined)
    }
    const found = await readExecution(api, id, signal, show)
    final.current = isFinal(found.summary.status)
    isLarge.current = found.whole === undefined
    show(found)
    return found.summary
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
      if (final.current && !isLarge.current) read(signal).catch(fail)
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
    setLast(undefined)
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
  return { view, read: last, connection, error, reload }
}
