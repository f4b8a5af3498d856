import { useState } from 'preact/hooks'
import { ask, type Schemas } from '../../lib/api.ts'
import { useServices } from '../../lib/services.ts'
import type { Scope } from '../../lib/session.ts'
import { useTexts } from '../../lib/texts.ts'
import { Field } from '../../lib/ui/field.tsx'
import { FormDialog } from '../parts/form-dialog.tsx'
import { CheckField, TextField } from '../parts/text-field.tsx'
import { adminTexts } from '../texts.ts'

const SCOPES = ['read', 'write', 'execute', 'admin'] as const satisfies readonly Scope[]

const meanings = {
  read: 'scopeRead',
  write: 'scopeWrite',
  execute: 'scopeExecute',
  admin: 'scopeAdmin',
} as const satisfies Record<Scope, string>

export const KeyDialog = (properties: {
  /** Without a key for everything, nobody could create another one. */
  readonly isFirst: boolean
  readonly onCreated: (key: Schemas['CreatedApiKey']) => void
  readonly onClose: () => void
}) => {
  const t = useTexts(adminTexts)
  const { api } = useServices()
  const { isFirst, onCreated, onClose } = properties
  const [name, setName] = useState('')
  const [scopes, setScopes] = useState<readonly Scope[]>([isFirst ? 'admin' : 'read'])
  const [expires, setExpires] = useState('')
  const create = async () => {
    const expires_at = expires === '' ? null : new Date(expires).toISOString()
    onCreated((await ask(api.POST('/api/keys', { body: { name, scopes: [...scopes], expires_at } }))).data)
  }
  return (
    <FormDialog title={t('newKey')} action={t('create')} onSubmit={create} onClose={onClose}>
      <TextField label={t('name')} value={name} isRequired onChange={setName} />
      <fieldset class="group">
        <legend>{t('scopes')}</legend>
        {SCOPES.map((scope) => (
          <CheckField
            key={scope}
            label={`${scope}: ${t(meanings[scope])}`}
            isChecked={scopes.includes(scope)}
            onChange={(isChecked) =>
              setScopes(SCOPES.filter((each) => (each === scope ? isChecked : scopes.includes(each))))
            }
          />
        ))}
      </fieldset>
      <Field label={t('expires')} hint={t('never')}>
        <input
          type="datetime-local"
          value={expires}
          onInput={({ currentTarget }) => setExpires(currentTarget.value)}
        />
      </Field>
    </FormDialog>
  )
}
