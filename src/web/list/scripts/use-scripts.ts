import { useCallback, useEffect, useRef, useState } from 'preact/hooks'
import { ask, type Schemas } from '../../lib/api.ts'
import { useServices } from '../../lib/services.ts'
import { readLastRuns } from './last-runs.ts'

type Script = Schemas['ScriptSummary']

interface ScriptRows {
  readonly items: readonly Script[]
  readonly next: string | null
}

const REFRESH_MS = 4_000
const SEARCH_DELAY_MS = 150

/** Puts newer first rows over what is shown; rows further down stay. */
const mergeRows = (shown: ScriptRows | undefined, first: ScriptRows): ScriptRows => {
  const known = new Set(first.items.map(({ id }) => id))
  const rest = (shown?.items ?? []).slice(first.items.length).filter(({ id }) => !known.has(id))
  if (!shown || rest.length === 0) return first
  return { items: [...first.items, ...rest], next: shown.next }
}

/** The scripts whose names have these words, and their last executions, which are read again while the page is seen. */
export const useScripts = (q: string | undefined) => {
  const { api } = useServices()
  const [rows, setRows] = useState<ScriptRows>()
  const [error, setError] = useState<unknown>()
  const [lastRuns, setLastRuns] = useState<Awaited<ReturnType<typeof readLastRuns>>>()
  const [isLoadingMore, setLoadingMore] = useState(false)
  const [round, setRound] = useState(0)
  const shown = useRef<ScriptRows | undefined>(undefined)
  shown.current = rows

  const read = (limit: number, cursor: string | undefined, signal?: AbortSignal) =>
    ask(
      api.GET('/api/scripts', {
        params: { query: { limit, ...(q && { q }), ...(cursor && { cursor }) } },
        ...(signal && { signal }),
      }),
    )

  useEffect(() => {
    const controller = new AbortController()
    const { signal } = controller
    let timer: ReturnType<typeof setTimeout> | undefined
    const refresh = async () => {
      try {
        // As many as are shown, so that none of them grows old.
        const limit = Math.min(200, Math.max(50, shown.current?.items.length ?? 0))
        const page = await read(limit, undefined, signal)
        setRows(mergeRows(shown.current, { items: page.data, next: page.next_cursor }))
        setError(undefined)
        const ids = page.data.map(({ id }) => id)
        setLastRuns(await readLastRuns(api, ids, signal))
      } catch (problem) {
        if (!signal.aborted) setError(problem)
      }
      if (!signal.aborted) timer = setTimeout(() => (document.hidden ? undefined : refresh()), REFRESH_MS)
    }
    const onVisible = () => {
      clearTimeout(timer)
      if (!document.hidden) void refresh()
    }
    shown.current = undefined
    timer = setTimeout(refresh, rows && q ? SEARCH_DELAY_MS : 0)
    document.addEventListener('visibilitychange', onVisible)
    return () => {
      controller.abort()
      clearTimeout(timer)
      document.removeEventListener('visibilitychange', onVisible)
    }
  }, [q, round])

  const loadMore = useCallback(async () => {
    const before = shown.current
    if (!before?.next) return
    setLoadingMore(true)
    try {
      const page = await read(50, before.next)
      setRows({ items: [...before.items, ...page.data], next: page.next_cursor })
    } catch (problem) {
      setError(problem)
    } finally {
      setLoadingMore(false)
    }
  }, [q])

  const refresh = useCallback(() => setRound((value) => value + 1), [])
  return { rows, error, lastRuns, isLoadingMore, loadMore: () => void loadMore(), refresh }
}
