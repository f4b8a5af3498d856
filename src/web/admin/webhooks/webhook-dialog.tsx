import { useState } from 'preact/hooks'
import { ask, type Schemas } from '../../lib/api.ts'
import type { ScriptChoice } from '../../lib/pages/use-script-choices.ts'
import { useServices } from '../../lib/services.ts'
import { useTexts } from '../../lib/texts.ts'
import type { Edited } from '../parts/edited.ts'
import { FormDialog } from '../parts/form-dialog.tsx'
import { CheckField, ChoiceField, NumberField, TextField } from '../parts/text-field.tsx'
import { adminTexts } from '../texts.ts'
import { AuthFields } from './auth-fields.tsx'
import { type Draft, hasOptions, METHODS, toNewWebhook, type Webhook } from './draft.ts'
import { webhookTexts } from './texts.ts'

interface DraftProps {
  readonly draft: Draft
  readonly set: (change: Partial<Draft>) => void
}

const Methods = ({ draft: { methods }, set }: DraftProps) => {
  const t = useTexts(adminTexts)
  const hint = useTexts(webhookTexts)('methodsHint')
  return (
    <fieldset class="group">
      <legend>{t('methods')}</legend>
      <div class="choices-row">
        {METHODS.map((method) => (
          <CheckField
            key={method}
            label={method}
            isChecked={methods.includes(method)}
            onChange={(isChecked) =>
              set({
                methods: METHODS.filter((each) => (each === method ? isChecked : methods.includes(each))),
              })
            }
          />
        ))}
      </div>
      <small class="muted">{hint}</small>
    </fieldset>
  )
}

const Options = ({ draft, set }: DraftProps) => {
  const t = useTexts(webhookTexts)
  const [isOpen] = useState(hasOptions(draft))
  return (
    <details class="options" open={isOpen}>
      <summary>{t('options')}</summary>
      <div class="fields">
        {draft.respond === 'output' && (
          <NumberField
            label={t('respondSeconds')}
            hint={t('respondSecondsHint')}
            value={draft.respondSeconds}
            min={0.001}
            max={300}
            onChange={(respondSeconds) => set({ respondSeconds })}
          />
        )}
        <TextField
          label={t('filter')}
          hint={t('filterHint')}
          value={draft.filter}
          onChange={(filter) => set({ filter })}
        />
        <TextField
          label={t('deliveryId')}
          hint={t('deliveryIdHint')}
          value={draft.deliveryId}
          onChange={(deliveryId) => set({ deliveryId })}
        />
        <NumberField
          label={t('rateLimit')}
          hint={t('rateLimitHint')}
          value={draft.rateLimit}
          min={0.001}
          max={10_000}
          onChange={(rateLimit) => set({ rateLimit })}
        />
        <NumberField
          label={t('maxBodyBytes')}
          hint={t('maxBodyBytesHint')}
          value={draft.maxBodyBytes}
          min={0}
          onChange={(maxBodyBytes) => set({ maxBodyBytes })}
        />
        <CheckField label={t('raw')} isChecked={draft.raw} onChange={(raw) => set({ raw })} />
      </div>
    </details>
  )
}

export const WebhookDialog = (properties: {
  readonly draft: Draft
  /** Undefined for a new one. */
  readonly edited: Edited<Webhook> | undefined
  readonly scripts: readonly ScriptChoice[]
  readonly onCreated: (webhook: Schemas['CreatedWebhook']) => void
  readonly onChanged: () => void
  readonly onClose: () => void
}) => {
  const t = useTexts(adminTexts)
  const { api } = useServices()
  const { edited, scripts, onCreated, onChanged, onClose } = properties
  const [draft, setDraft] = useState(properties.draft)
  const set = (change: Partial<Draft>) => setDraft((current) => ({ ...current, ...change }))
  const nameOf = (chosen: string) => scripts.find(([id]) => id === chosen)?.[1]
  // Until it is given a name of its own, it is called like its script.
  const choose = (scriptId: string) =>
    set({ scriptId, ...(draft.name === nameOf(draft.scriptId) && { name: nameOf(scriptId) ?? '' }) })
  const save = async () => {
    const body = toNewWebhook(draft)
    if (!edited) {
      onCreated((await ask(api.POST('/api/webhooks', { body }))).data)
      return
    }
    const params = { path: { webhook_id: edited.value.id }, header: { 'if-match': edited.etag } }
    await ask(api.PATCH('/api/webhooks/{webhook_id}', { params, body }))
    onChanged()
  }
  return (
    <FormDialog
      title={edited ? edited.value.name : t('newWebhook')}
      action={t(edited ? 'save' : 'create')}
      onSubmit={save}
      onClose={onClose}
    >
      <TextField label={t('name')} value={draft.name} isRequired onChange={(name) => set({ name })} />
      <ChoiceField label={t('script')} value={draft.scriptId} choices={scripts} onChange={choose} />
      <Methods draft={draft} set={set} />
      <ChoiceField
        label={t('answer')}
        value={draft.respond}
        choices={[
          ['accepted', t('answerAccepted')],
          ['output', t('answerOutput')],
        ]}
        onChange={(respond) => set({ respond })}
      />
      <AuthFields auth={draft.auth} set={(change) => set({ auth: { ...draft.auth, ...change } })} />
      <Options draft={draft} set={set} />
    </FormDialog>
  )
}
