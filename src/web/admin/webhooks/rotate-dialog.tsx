import { useState } from 'preact/hooks'
import { ask, type Schemas } from '../../lib/api.ts'
import { useServices } from '../../lib/services.ts'
import { useTexts } from '../../lib/texts.ts'
import { FormDialog } from '../parts/form-dialog.tsx'
import { ChoiceField } from '../parts/text-field.tsx'
import { adminTexts } from '../texts.ts'
import { webhookTexts } from './texts.ts'

const graces = [
  ['0', 'graceNone'],
  ['3600000', 'graceHour'],
  ['86400000', 'graceDay'],
  ['604800000', 'graceWeek'],
] as const

/** Gives a webhook another address, while the old one may still be in use. */
export const RotateDialog = (properties: {
  readonly webhook: Schemas['Webhook']
  readonly onRotated: (webhook: Schemas['RotatedWebhook']) => void
  readonly onClose: () => void
}) => {
  const t = useTexts(adminTexts)
  const own = useTexts(webhookTexts)
  const { api } = useServices()
  const { webhook, onRotated, onClose } = properties
  const [grace, setGrace] = useState<(typeof graces)[number][0]>('3600000')
  const rotate = async () => {
    const params = { path: { webhook_id: webhook.id } }
    const body = { grace_ms: Number(grace) }
    onRotated((await ask(api.POST('/api/webhooks/{webhook_id}/rotate', { params, body }))).data)
  }
  return (
    <FormDialog
      title={`${webhook.name}: ${t('rotate')}`}
      action={t('rotate')}
      onSubmit={rotate}
      onClose={onClose}
    >
      <ChoiceField
        label={own('grace')}
        value={grace}
        choices={graces.map(([value, text]) => [value, own(text)])}
        onChange={setGrace}
      />
    </FormDialog>
  )
}
