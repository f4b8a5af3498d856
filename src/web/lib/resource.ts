import { useCallback, useEffect, useRef, useState } from 'preact/hooks'

export interface Resource<T> {
  /** What was read last; it stays while it is read again. */
  readonly data: T | undefined
  readonly error: unknown
  readonly isLoading: boolean
  readonly reload: () => void
}

/** Reads something of the server, and again when one of `keys` changes; the answer to an older question is dropped. */
export const useResource = <T>(
  read: (signal: AbortSignal) => Promise<T>,
  keys: readonly unknown[],
): Resource<T> => {
  const [state, setState] = useState<Omit<Resource<T>, 'reload'>>({
    data: undefined,
    error: undefined,
    isLoading: true,
  })
  const [round, setRound] = useState(0)
  const latest = useRef(read)
  latest.current = read
  useEffect(() => {
    const controller = new AbortController()
    const { signal } = controller
    setState(({ data, error }) => ({ data, error, isLoading: true }))
    latest
      .current(signal)
      .then((data) => signal.aborted || setState({ data, error: undefined, isLoading: false }))
      .catch((error) => signal.aborted || setState(({ data }) => ({ data, error, isLoading: false })))
    return () => controller.abort()
  }, [round, ...keys])
  const reload = useCallback(() => setRound((value) => value + 1), [])
  return { ...state, reload }
}
