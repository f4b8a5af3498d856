import { useState } from 'preact/hooks'
import { ask, type Schemas } from '../../lib/api.ts'
import { useResource } from '../../lib/resource.ts'
import { useLocale, useServices } from '../../lib/services.ts'
import { useTexts } from '../../lib/texts.ts'
import { Field } from '../../lib/ui/field.tsx'
import { formatTime } from '../../lib/values/format.ts'
import { FormDialog } from '../parts/form-dialog.tsx'
import { ChoiceField, JsonField, TextField } from '../parts/text-field.tsx'
import { adminTexts } from '../texts.ts'
import { describeCron } from './cron-words.ts'
import { type Draft, rulesOf, type Schedule, toNewSchedule } from './draft.ts'

const TYPING_MS = 400

const overlaps = [
  ['skip', 'skip'],
  ['queue_one', 'queueOne'],
  ['queue_all', 'queueAll'],
  ['cancel_other', 'cancelOther'],
  ['allow_all', 'allowAll'],
] as const satisfies readonly (readonly [Schemas['Overlap'], string])[]

const kinds = [
  ['cron', 'byCron'],
  ['interval', 'byInterval'],
  ['once', 'once'],
] as const

const pause = (signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, TYPING_MS)
    signal.addEventListener('abort', () => clearTimeout(timer))
  })

/** The times that the server would run it at, and what is wrong with the rules. */
const Preview = ({ draft }: { readonly draft: Draft }) => {
  const t = useTexts(adminTexts)
  const locale = useLocale()
  const { api } = useServices()
  const rules = rulesOf(draft)
  const times = useResource(
    async (signal) => {
      await pause(signal)
      return ask(api.POST('/api/schedules/preview', { body: rules, signal }))
    },
    [JSON.stringify(rules)],
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
          {data?.data.next_times.slice(0, 5).map((time) => (
            <li key={time}>{formatTime(time, locale)}</li>
          ))}
        </ul>
      )}
    </div>
  )
}

const When = ({ draft, set }: { readonly draft: Draft; readonly set: (change: Partial<Draft>) => void }) => {
  const t = useTexts(adminTexts)
  const locale = useLocale()
  const { kind, cron, minutes, at } = draft
  if (kind === 'cron') {
    return (
      <TextField
        label={t('cron')}
        value={cron}
        isRequired
        hint={describeCron(cron, locale) ?? t('cronHint')}
        onChange={(value) => set({ cron: value })}
      />
    )
  }
  return kind === 'interval' ? (
    <Field label={t('minutes')}>
      <input
        type="number"
        min="1"
        step="any"
        required
        value={minutes}
        onInput={({ currentTarget }) => set({ minutes: currentTarget.value })}
      />
    </Field>
  ) : (
    <Field label={t('at')}>
      <input
        type="datetime-local"
        required
        value={at}
        onInput={({ currentTarget }) => set({ at: currentTarget.value })}
      />
    </Field>
  )
}

export const ScheduleDialog = (properties: {
  readonly draft: Draft
  readonly schedule: Schedule | undefined
  readonly scripts: readonly (readonly [string, string])[]
  readonly onSaved: () => void
  readonly onClose: () => void
}) => {
  const t = useTexts(adminTexts)
  const { api } = useServices()
  const { schedule, scripts, onSaved, onClose } = properties
  const [draft, setDraft] = useState(properties.draft)
  const set = (change: Partial<Draft>) => setDraft({ ...draft, ...change })

  const save = async () => {
    const body = toNewSchedule(draft)
    if (schedule) {
      const params = { path: { schedule_id: schedule.id } }
      await ask(api.PATCH('/api/schedules/{schedule_id}', { params, body }))
    } else await ask(api.POST('/api/schedules', { body }))
    onSaved()
  }

  return (
    <FormDialog
      title={schedule ? schedule.name : t('newSchedule')}
      action={t('save')}
      onSubmit={save}
      onClose={onClose}
    >
      <TextField label={t('name')} value={draft.name} isRequired onChange={(name) => set({ name })} />
      <ChoiceField
        label={t('script')}
        value={draft.scriptId}
        choices={scripts}
        onChange={(scriptId) => set({ scriptId })}
      />
      <ChoiceField
        label={t('kind')}
        value={draft.kind}
        choices={kinds.map(([kind, text]) => [kind, t(text)])}
        onChange={(kind) => set({ kind })}
      />
      <When draft={draft} set={set} />
      <TextField label={t('timezone')} value={draft.timezone} onChange={(timezone) => set({ timezone })} />
      <Preview draft={draft} />
      <ChoiceField
        label={t('overlap')}
        value={draft.overlap}
        choices={overlaps.map(([value, text]) => [value, t(text)])}
        onChange={(overlap) => set({ overlap })}
      />
      <JsonField
        label={t('input')}
        value={draft.input}
        hint={t('inputHint')}
        onChange={(input) => set({ input })}
      />
    </FormDialog>
  )
}
