import { useCallback, useEffect, useRef, useState } from 'preact/hooks'
import { appendPage, mergeFirstPage, type Page, type Rows } from './merge.ts'

export type ReadPage<T> = (cursor: string | undefined, signal: AbortSignal) => Promise<Page<T>>

export interface LiveRows<T> {
  readonly rows: Rows<T> | undefined
  readonly error: unknown
  readonly isLoadingMore: boolean
  readonly loadMore: () => void
  readonly refresh: () => void
}

const REFRESH_MS = 3_000

/** The rows of a list by cursor; while the page is seen, its first page is read again every few seconds. */
export const useRows = <T extends { readonly id: string }>(
  read: ReadPage<T>,
  keys: readonly unknown[],
): LiveRows<T> => {
  const [rows, setRows] = useState<Rows<T>>()
  const [error, setError] = useState<unknown>()
  const [isLoadingMore, setLoadingMore] = useState(false)
  const current = useRef({ read, rows, signal: new AbortController().signal })
  current.current.read = read
  current.current.rows = rows

  const refresh = useCallback(async () => {
    const { signal } = current.current
    try {
      const page = await current.current.read(undefined, signal)
      if (signal.aborted) return
      setRows((before) => mergeFirstPage(before ?? { items: [], next: null }, page))
      setError(undefined)
    } catch (problem) {
      if (!signal.aborted) setError(problem)
    }
  }, [])

  useEffect(() => {
    const controller = new AbortController()
    current.current.signal = controller.signal
    setRows(undefined)
    let timer: ReturnType<typeof setTimeout> | undefined
    const tick = async () => {
      clearTimeout(timer)
      if (!document.hidden) await refresh()
      if (!controller.signal.aborted) timer = setTimeout(tick, REFRESH_MS)
    }
    const onVisible = () => document.hidden || void tick()
    document.addEventListener('visibilitychange', onVisible)
    void tick()
    return () => {
      controller.abort()
      clearTimeout(timer)
      document.removeEventListener('visibilitychange', onVisible)
    }
  }, keys)

  const loadMore = useCallback(async () => {
    const { rows: shown, signal } = current.current
    if (!shown?.next) return
    setLoadingMore(true)
    try {
      const page = await current.current.read(shown.next, signal)
      if (!signal.aborted) setRows((before) => before && appendPage(before, page))
    } catch (problem) {
      if (!signal.aborted) setError(problem)
    } finally {
      setLoadingMore(false)
    }
  }, [])

  return {
    rows,
    error,
    isLoadingMore,
    loadMore: () => void loadMore(),
    refresh: () => void refresh(),
  }
}
