import { useEffect, useState } from 'preact/hooks'
import { useLocale } from '../services.ts'
import { formatAge, formatDuration, formatTime } from '../values/format.ts'

const REFRESH_MS = 10_000

/** The time, which renders the component again as it passes. */
export const useNow = (refreshMs = REFRESH_MS): number => {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), refreshMs)
    return () => clearInterval(timer)
  }, [refreshMs])
  return now
}

/** How long ago, with the exact time on hover. */
export const Age = ({ time }: { readonly time: string }) => {
  const locale = useLocale()
  const now = useNow()
  return (
    <time dateTime={time} title={formatTime(time, locale)} class="nowrap">
      {formatAge(time, now, locale)}
    </time>
  )
}

export const Duration = ({ ms }: { readonly ms: number | null }) => {
  const locale = useLocale()
  return ms === null ? <span class="muted">–</span> : <span>{formatDuration(ms, locale)}</span>
}
