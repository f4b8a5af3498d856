import { useState } from 'preact/hooks'
import { ask, type Schemas } from '../../lib/api.ts'
import { parseJsonOrText } from '../../lib/json/parse.ts'
import { previewOf } from '../../lib/json/shape.ts'
import { useResource } from '../../lib/resource.ts'
import { useCan, useServices } from '../../lib/services.ts'
import { useTexts } from '../../lib/texts.ts'
import { Confirm } from '../../lib/ui/confirm.tsx'
import { Loaded } from '../../lib/ui/load-state.tsx'
import { Menu } from '../../lib/ui/menu.tsx'
import { conditionOf, type Edited, readToEdit } from '../parts/edited.ts'
import { FormDialog } from '../parts/form-dialog.tsx'
import { JsonField, TextField } from '../parts/text-field.tsx'
import { useAttempt } from '../parts/use-attempt.ts'
import { adminTexts } from '../texts.ts'

type Setting = Schemas['Setting']

const SettingDialog = (properties: {
  /** Undefined for a new one. */
  readonly edited: Edited<Setting> | undefined
  readonly onSaved: () => void
  readonly onClose: () => void
}) => {
  const t = useTexts(adminTexts)
  const { api } = useServices()
  const { edited, onSaved, onClose } = properties
  const [key, setKey] = useState('')
  const [value, setValue] = useState(edited ? JSON.stringify(edited.value.value, null, 2) : '')
  const save = async () => {
    const params = { path: { key: edited?.value.key ?? key }, header: conditionOf(edited) }
    const body = { value: parseJsonOrText(value) }
    await ask(api.PUT('/api/config/user-settings/{key}', { params, body }))
    onSaved()
  }
  return (
    <FormDialog
      title={edited ? edited.value.key : t('newSetting')}
      action={t('save')}
      onSubmit={save}
      onClose={onClose}
    >
      {!edited && <TextField label={t('name')} value={key} isRequired onChange={setKey} />}
      <JsonField label={t('value')} hint={t('valueHint')} value={value} onChange={setValue} />
    </FormDialog>
  )
}

/** What clients keep on the server: seen, set and deleted. */
export const UserSettings = () => {
  const t = useTexts(adminTexts)
  const { api } = useServices()
  const canWrite = useCan('write')
  const attempt = useAttempt()
  const [edited, setEdited] = useState<Edited<Setting> | 'new'>()
  const [removed, setRemoved] = useState<string>()
  const resource = useResource(
    async (signal) => (await ask(api.GET('/api/config/user-settings', { signal }))).data,
    [],
  )
  const edit = (key: string) =>
    attempt(async () => {
      setEdited(await readToEdit(api.GET('/api/config/user-settings/{key}', { params: { path: { key } } })))
    })
  const rowOf = ([key, value]: [string, unknown]) => (
    <tr key={key}>
      <th scope="row">
        <code>{key}</code>
      </th>
      <td class="cut">
        <code>{previewOf(value)}</code>
      </td>
      <td class="row-actions">
        {canWrite && (
          <Menu
            label={t('more', { name: key })}
            items={[
              { label: t('edit'), onChoose: edit(key) },
              { label: t('remove'), onChoose: () => setRemoved(key), isDangerous: true },
            ]}
          />
        )}
      </td>
    </tr>
  )
  return (
    <>
      <h2>{t('userSettings')}</h2>
      <p class="muted">{t('userSettingsHint')}</p>
      {canWrite && (
        <div>
          <button type="button" onClick={() => setEdited('new')}>
            {t('newSetting')}
          </button>
        </div>
      )}
      <Loaded resource={resource}>
        {({ settings }) =>
          Object.keys(settings).length === 0 ? (
            <p class="muted">{t('noSettings')}</p>
          ) : (
            <div class="card scroll">
              <table class="dense">
                <tbody>{Object.entries(settings).map(rowOf)}</tbody>
              </table>
            </div>
          )
        }
      </Loaded>
      {edited && (
        <SettingDialog
          edited={edited === 'new' ? undefined : edited}
          onClose={() => setEdited(undefined)}
          onSaved={() => {
            setEdited(undefined)
            resource.reload()
          }}
        />
      )}
      {removed !== undefined && (
        <Confirm
          title={t('removeTitle', { name: removed })}
          action={t('remove')}
          onClose={() => setRemoved(undefined)}
          onConfirm={attempt(async () => {
            await ask(api.DELETE('/api/config/user-settings/{key}', { params: { path: { key: removed } } }))
            resource.reload()
          })}
        >
          <p>{t('noUndo')}</p>
        </Confirm>
      )}
    </>
  )
}
