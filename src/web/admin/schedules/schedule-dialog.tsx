import { useState } from 'preact/hooks'
import { ask, type Schemas } from '../../lib/api.ts'
import type { ScriptChoice } from '../../lib/pages/use-script-choices.ts'
import { useLocale, useServices } from '../../lib/services.ts'
import { useTexts } from '../../lib/texts.ts'
import type { Edited } from '../parts/edited.ts'
import { FormDialog } from '../parts/form-dialog.tsx'
import { ChoiceField, JsonField, NumberField, TextField, TimeField } from '../parts/text-field.tsx'
import { adminTexts } from '../texts.ts'
import { describeCron } from './cron-words.ts'
import { type Draft, type Schedule, toNewSchedule } from './draft.ts'
import { Preview } from './preview.tsx'
import { ScheduleOptions } from './schedule-options.tsx'
import { useOfferedInput } from './use-offered-input.ts'

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

const timeZones = [...new Set(['UTC', ...Intl.supportedValuesOf('timeZone')])]

const cronExamples = ['0 * * * *', '0 8 * * *', '0 8 * * 1-5', '0 8 * * 1', '0 8 1 * *']

const When = ({ draft, set }: { readonly draft: Draft; readonly set: (change: Partial<Draft>) => void }) => {
  const t = useTexts(adminTexts)
  const locale = useLocale()
  const { kind, cron, minutes, at } = draft
  if (kind === 'cron') {
    return (
      <>
        <TextField
          label={t('cron')}
          value={cron}
          isRequired
          hint={describeCron(cron, locale) ?? t('cronHint')}
          onChange={(value) => set({ cron: value })}
        />
        <fieldset class="examples" aria-label={t('cronExamples')}>
          {cronExamples.map((example) => (
            <button
              key={example}
              type="button"
              class="small"
              aria-pressed={example === cron}
              onClick={() => set({ cron: example })}
            >
              {describeCron(example, locale)}
            </button>
          ))}
        </fieldset>
      </>
    )
  }
  return kind === 'interval' ? (
    <NumberField
      label={t('minutes')}
      value={minutes}
      isRequired
      // A second is the least.
      min={0.0166}
      onChange={(value) => set({ minutes: value })}
    />
  ) : (
    <TimeField label={t('at')} value={at} isRequired onChange={(value) => set({ at: value })} />
  )
}

export const ScheduleDialog = (properties: {
  readonly draft: Draft
  /** Undefined for a new one. */
  readonly edited: Edited<Schedule> | undefined
  readonly scripts: readonly ScriptChoice[]
  readonly onSaved: () => void
  readonly onClose: () => void
}) => {
  const t = useTexts(adminTexts)
  const { api } = useServices()
  const { edited, scripts, onSaved, onClose } = properties
  const [draft, setDraft] = useState(properties.draft)
  const set = (change: Partial<Draft>) => setDraft((current) => ({ ...current, ...change }))
  useOfferedInput(draft, { isNew: !edited, offer: (input) => set({ input }) })
  const nameOf = (scriptId: string) => scripts.find(([id]) => id === scriptId)?.[1]
  // Until it is given a name of its own, it is called like its script.
  const choose = (scriptId: string) =>
    set({ scriptId, ...(draft.name === nameOf(draft.scriptId) && { name: nameOf(scriptId) ?? '' }) })

  const save = async () => {
    const body = toNewSchedule(draft)
    if (edited) {
      const params = { path: { schedule_id: edited.value.id }, header: { 'if-match': edited.etag } }
      await ask(api.PATCH('/api/schedules/{schedule_id}', { params, body }))
    } else await ask(api.POST('/api/schedules', { body }))
    onSaved()
  }

  return (
    <FormDialog
      title={edited ? edited.value.name : t('newSchedule')}
      action={t('save')}
      onSubmit={save}
      onClose={onClose}
    >
      <TextField label={t('name')} value={draft.name} isRequired onChange={(name) => set({ name })} />
      <ChoiceField label={t('script')} value={draft.scriptId} choices={scripts} onChange={choose} />
      <ChoiceField
        label={t('kind')}
        value={draft.kind}
        choices={kinds.map(([kind, text]) => [kind, t(text)])}
        onChange={(kind) => set({ kind })}
      />
      <When draft={draft} set={set} />
      <TextField
        label={t('timezone')}
        value={draft.timezone}
        isRequired
        choices={timeZones}
        onChange={(timezone) => set({ timezone })}
      />
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
      <ScheduleOptions draft={draft} set={set} />
    </FormDialog>
  )
}
