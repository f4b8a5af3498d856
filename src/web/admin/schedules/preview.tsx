import { ask } from '../../lib/api.ts'
import { useResource } from '../../lib/resource.ts'
import { useLocale, useServices } from '../../lib/services.ts'
import { useTexts } from '../../lib/texts.ts'
import { formatTime } from '../../lib/values/format.ts'
import { adminTexts } from '../texts.ts'
import { type Draft, isOpen, localZone, rulesOf } from './draft.ts'

const TYPING_MS = 400
const SHOWN = 5

const pause = (signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, TYPING_MS)
    signal.addEventListener('abort', () => clearTimeout(timer))
  })

/** The times that the server would run it at, on the clock of the schedule, and what is wrong with the rules. */
export const Preview = ({ draft }: { readonly draft: Draft }) => {
  const t = useTexts(adminTexts)
  const { api } = useServices()
  const rules = rulesOf(draft)
  const isUnknown = isOpen(draft)
  const times = useResource(
    async (signal) => {
      if (isUnknown) return
      await pause(signal)
      const { data, message } = await ask(api.POST('/api/schedules/preview', { body: rules, signal }))
      return { times: data.next_times.slice(0, SHOWN), message, zone: rules.timezone }
    },
    [JSON.stringify(rules), isUnknown],
  )
  const { data, error } = times
  return (
    <div class="preview" aria-live="polite">
      <strong>{t('nextTimes')}</strong>
      {error instanceof Error ? (
        <span class="bad">{error.message}</span>
      ) : data?.message ? (
        <span class="bad">{data.message}</span>
      ) : (
        <ul class="plain-list">
          {data?.times.map((time) => (
            <li key={time}>
              <NextTime time={time} zone={data.zone} />
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}

const NextTime = ({ time, zone }: { readonly time: string; readonly zone: string }) => {
  const t = useTexts(adminTexts)
  const locale = useLocale()
  const there = formatTime(time, locale, zone)
  const here = formatTime(time, locale)
  return (
    <>
      {there}
      {there !== here && <span class="muted"> ({t('inZone', { time: here, zone: localZone() })})</span>}
    </>
  )
}
