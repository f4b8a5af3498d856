import { useState } from 'preact/hooks'
import { useTexts } from '../../lib/texts.ts'
import { NumberField, TimeField } from '../parts/text-field.tsx'
import { type Draft, hasOptions } from './draft.ts'
import { scheduleTexts } from './texts.ts'

/** What few schedules need. */
export const ScheduleOptions = ({
  draft,
  set,
}: {
  readonly draft: Draft
  readonly set: (change: Partial<Draft>) => void
}) => {
  const t = useTexts(scheduleTexts)
  const [isOpen] = useState(hasOptions(draft))
  return (
    <details class="options" open={isOpen}>
      <summary>{t('options')}</summary>
      <div class="fields">
        <TimeField label={t('startsAt')} value={draft.startsAt} onChange={(startsAt) => set({ startsAt })} />
        <TimeField label={t('endsAt')} value={draft.endsAt} onChange={(endsAt) => set({ endsAt })} />
        <NumberField
          label={t('jitter')}
          hint={t('jitterHint')}
          value={draft.jitterSeconds}
          isRequired
          min={0}
          max={86_400}
          onChange={(jitterSeconds) => set({ jitterSeconds })}
        />
        <NumberField
          label={t('catchup')}
          hint={t('catchupHint')}
          value={draft.catchupSeconds}
          isRequired
          min={1}
          max={31_622_400}
          onChange={(catchupSeconds) => set({ catchupSeconds })}
        />
        <NumberField
          label={t('pauseAfter')}
          hint={t('pauseAfterHint')}
          value={draft.pauseAfterFailures}
          isRequired
          min={0}
          max={1000}
          step={1}
          onChange={(pauseAfterFailures) => set({ pauseAfterFailures })}
        />
        <NumberField
          label={t('throttle')}
          hint={t('throttleHint')}
          value={draft.throttleSeconds}
          isRequired
          min={0}
          max={31_622_400}
          onChange={(throttleSeconds) => set({ throttleSeconds })}
        />
      </div>
    </details>
  )
}
