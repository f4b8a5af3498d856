import { useState } from 'preact/hooks'
import { ask, type Schemas } from '../../lib/api.ts'
import { parseJsonOrText } from '../../lib/json/parse.ts'
import { previewOf } from '../../lib/json/shape.ts'
import { useResource } from '../../lib/resource.ts'
import { useCan, useServices } from '../../lib/services.ts'
import { useTexts } from '../../lib/texts.ts'
import { Confirm } from '../../lib/ui/confirm.tsx'
import { Menu } from '../../lib/ui/menu.tsx'
import { Age } from '../../lib/ui/times.tsx'
import { conditionOf, type Edited, readToEdit } from '../parts/edited.ts'
import { FormDialog } from '../parts/form-dialog.tsx'
import { ListPage } from '../parts/list-page.tsx'
import { JsonField, TextField } from '../parts/text-field.tsx'
import { useAttempt } from '../parts/use-attempt.ts'
import { adminTexts } from '../texts.ts'

type Variable = Schemas['Variable']

const VariableDialog = (properties: {
  /** Undefined for a new one. */
  readonly edited: Edited<Variable> | undefined
  readonly onSaved: () => void
  readonly onClose: () => void
}) => {
  const t = useTexts(adminTexts)
  const { api } = useServices()
  const { edited, onSaved, onClose } = properties
  const variable = edited?.value
  const [name, setName] = useState(variable?.name ?? '')
  const [value, setValue] = useState(variable ? JSON.stringify(variable.value, null, 2) : '')
  const [description, setDescription] = useState(variable?.description ?? '')
  const save = async () => {
    const body = { value: parseJsonOrText(value), description: description === '' ? null : description }
    const params = { path: { name }, header: conditionOf(name === variable?.name ? edited : undefined) }
    await ask(api.PUT('/api/variables/{name}', { params, body }))
    onSaved()
  }
  return (
    <FormDialog title={t('newVariable')} action={t('save')} onSubmit={save} onClose={onClose}>
      <TextField label={t('name')} hint={t('nameHint')} value={name} isRequired onChange={setName} />
      <JsonField label={t('value')} hint={t('valueHint')} value={value} onChange={setValue} />
      <TextField label={t('description')} value={description} onChange={setDescription} />
    </FormDialog>
  )
}

export const VariablesPage = () => {
  const t = useTexts(adminTexts)
  const { api } = useServices()
  const canWrite = useCan('write')
  const attempt = useAttempt()
  const [edited, setEdited] = useState<Edited<Variable> | 'new'>()
  const [removed, setRemoved] = useState<string>()
  const variables = useResource(
    async (signal) =>
      (await ask(api.GET('/api/variables', { params: { query: { limit: 200 } }, signal }))).data,
    [],
  )
  const edit = (name: string) =>
    attempt(async () => {
      const params = { path: { name } }
      setEdited(await readToEdit(api.GET('/api/variables/{name}', { params })))
    })
  const rowOf = ({ name, value, description, updated_at }: Variable) => {
    return (
      <tr key={name}>
        <td>
          <code>{name}</code>
          {description !== null && <div class="muted">{description}</div>}
        </td>
        <td class="cut">
          <code>{previewOf(value)}</code>
        </td>
        <td>
          <Age time={updated_at} />
        </td>
        <td class="row-actions">
          {canWrite && (
            <Menu
              label={t('more', { name })}
              items={[
                { label: t('edit'), onChoose: edit(name) },
                { label: t('remove'), onChoose: () => setRemoved(name), isDangerous: true },
              ]}
            />
          )}
        </td>
      </tr>
    )
  }
  return (
    <ListPage
      title={t('variables')}
      hint={t('variablesHint')}
      resource={variables}
      heads={[t('name'), t('value'), t('changed'), t('actions')]}
      rowOf={rowOf}
      actions={
        canWrite && (
          <button type="button" class="primary" onClick={() => setEdited('new')}>
            {t('newVariable')}
          </button>
        )
      }
    >
      {edited && (
        <VariableDialog
          edited={edited === 'new' ? undefined : edited}
          onClose={() => setEdited(undefined)}
          onSaved={() => {
            setEdited(undefined)
            variables.reload()
          }}
        />
      )}
      {removed !== undefined && (
        <Confirm
          title={t('removeTitle', { name: removed })}
          action={t('remove')}
          onClose={() => setRemoved(undefined)}
          onConfirm={attempt(async () => {
            await ask(api.DELETE('/api/variables/{name}', { params: { path: { name: removed } } }))
            variables.reload()
          })}
        >
          <p>{t('noUndo')}</p>
        </Confirm>
      )}
    </ListPage>
  )
}
