import { useState } from 'preact/hooks'
import { ask, type Schemas } from '../../lib/api.ts'
import { useResource } from '../../lib/resource.ts'
import { useCan, useServices } from '../../lib/services.ts'
import { useTexts } from '../../lib/texts.ts'
import { Confirm } from '../../lib/ui/confirm.tsx'
import { Field } from '../../lib/ui/field.tsx'
import { Age } from '../../lib/ui/times.tsx'
import { FormDialog } from '../parts/form-dialog.tsx'
import { ListPage } from '../parts/list-page.tsx'
import { TextField } from '../parts/text-field.tsx'
import { useAttempt } from '../parts/use-attempt.ts'
import { adminTexts } from '../texts.ts'

const SecretDialog = (properties: { readonly onSaved: () => void; readonly onClose: () => void }) => {
  const t = useTexts(adminTexts)
  const { api } = useServices()
  const { onSaved, onClose } = properties
  const [name, setName] = useState('')
  const [value, setValue] = useState('')
  const save = async () => {
    await ask(api.PUT('/api/secrets/{name}', { params: { path: { name } }, body: { value } }))
    onSaved()
  }
  return (
    <FormDialog title={t('newSecret')} action={t('save')} onSubmit={save} onClose={onClose}>
      <TextField label={t('name')} hint={t('nameHint')} value={name} isRequired onChange={setName} />
      <Field label={t('value')}>
        <input
          type="password"
          autocomplete="off"
          required
          value={value}
          onInput={({ currentTarget }) => setValue(currentTarget.value)}
        />
      </Field>
    </FormDialog>
  )
}

export const SecretsPage = () => {
  const t = useTexts(adminTexts)
  const { api } = useServices()
  const canAdmin = useCan('admin')
  const attempt = useAttempt()
  const [isEditing, setEditing] = useState(false)
  const [removed, setRemoved] = useState<string>()
  const secrets = useResource(
    async (signal) =>
      (await ask(api.GET('/api/secrets', { params: { query: { limit: 200 } }, signal }))).data,
    [],
  )
  const rowOf = ({ name, updated_at }: Schemas['Secret']) => (
    <tr key={name}>
      <td>
        <code>{name}</code>
      </td>
      <td>
        <Age time={updated_at} />
      </td>
      <td class="row-actions">
        {canAdmin && (
          <button type="button" class="small danger" onClick={() => setRemoved(name)}>
            {t('remove')}
          </button>
        )}
      </td>
    </tr>
  )
  return (
    <ListPage
      title={t('secrets')}
      hint={t('secretsHint')}
      resource={secrets}
      heads={[t('name'), t('changed'), t('actions')]}
      rowOf={rowOf}
      actions={
        canAdmin && (
          <button type="button" class="primary" onClick={() => setEditing(true)}>
            {t('newSecret')}
          </button>
        )
      }
    >
      {isEditing && (
        <SecretDialog
          onClose={() => setEditing(false)}
          onSaved={() => {
            setEditing(false)
            secrets.reload()
          }}
        />
      )}
      {removed !== undefined && (
        <Confirm
          title={t('removeTitle', { name: removed })}
          action={t('remove')}
          onClose={() => setRemoved(undefined)}
          onConfirm={attempt(async () => {
            await ask(api.DELETE('/api/secrets/{name}', { params: { path: { name: removed } } }))
            secrets.reload()
          })}
        >
          <p>{t('noUndo')}</p>
        </Confirm>
      )}
    </ListPage>
  )
}
