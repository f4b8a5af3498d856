import { useState } from 'preact/hooks'
import { ask, type Schemas } from '../../lib/api.ts'
import type { ScriptChoice } from '../../lib/pages/use-script-choices.ts'
import { useServices } from '../../lib/services.ts'
import { useTexts } from '../../lib/texts.ts'
import { FormDialog } from '../parts/form-dialog.tsx'
import { ChoiceField, TextField } from '../parts/text-field.tsx'
import { adminTexts } from '../texts.ts'

export const WebhookDialog = (properties: {
  readonly scripts: readonly ScriptChoice[]
  /** The script that is chosen at first. */
  readonly first: ScriptChoice
  readonly onCreated: (webhook: Schemas['CreatedWebhook']) => void
  readonly onClose: () => void
}) => {
  const t = useTexts(adminTexts)
  const { api } = useServices()
  const { scripts, first, onCreated, onClose } = properties
  const [name, setName] = useState(first[1])
  const [scriptId, setScriptId] = useState(first[0])
  const [respond, setRespond] = useState<Schemas['WebhookAnswer']>('accepted')
  const nameOf = (chosen: string) => scripts.find(([id]) => id === chosen)?.[1]
  // Until it is given a name of its own, it is called like its script.
  const choose = (chosen: string) => {
    if (name === nameOf(scriptId)) setName(nameOf(chosen) ?? '')
    setScriptId(chosen)
  }
  const create = async () => {
    const body = { name, script_id: Number(scriptId), respond }
    onCreated((await ask(api.POST('/api/webhooks', { body }))).data)
  }
  return (
    <FormDialog title={t('newWebhook')} action={t('create')} onSubmit={create} onClose={onClose}>
      <TextField label={t('name')} value={name} isRequired onChange={setName} />
      <ChoiceField label={t('script')} value={scriptId} choices={scripts} onChange={choose} />
      <ChoiceField
        label={t('answer')}
        value={respond}
        choices={[
          ['accepted', t('answerAccepted')],
          ['output', t('answerOutput')],
        ]}
        onChange={setRespond}
      />
    </FormDialog>
  )
}
