import { useState } from 'preact/hooks'
import { ask, type Schemas } from '../../lib/api.ts'
import { useResource } from '../../lib/resource.ts'
import { useServices } from '../../lib/services.ts'
import { useTexts } from '../../lib/texts.ts'
import { Confirm } from '../../lib/ui/confirm.tsx'
import { Age } from '../../lib/ui/times.tsx'
import { ListPage } from '../parts/list-page.tsx'
import { ShownOnce } from '../parts/shown-once.tsx'
import { useAttempt } from '../parts/use-attempt.ts'
import { adminTexts } from '../texts.ts'
import { KeyDialog } from './key-dialog.tsx'

type Key = Schemas['ApiKey']

export const KeysPage = () => {
  const t = useTexts(adminTexts)
  const { api } = useServices()
  const attempt = useAttempt()
  const [isCreating, setCreating] = useState(false)
  const [created, setCreated] = useState<Schemas['CreatedApiKey']>()
  const [revoked, setRevoked] = useState<Key>()
  const keys = useResource(
    async (signal) => (await ask(api.GET('/api/keys', { params: { query: { limit: 200 } }, signal }))).data,
    [],
  )
  const rowOf = (key: Key) => {
    const { id, name, prefix, scopes, expires_at, last_used_at, revoked_at, parent_id } = key
    return (
      <tr key={id}>
        <td>
          <span class="title">{name}</span>
          {parent_id !== null && <span class="tag">{t('session')}</span>}
        </td>
        <td>
          <code>{prefix}…</code>
        </td>
        <td>{scopes.join(', ')}</td>
        <td>{last_used_at === null ? t('never') : <Age time={last_used_at} />}</td>
        <td>{expires_at === null ? t('never') : <Age time={expires_at} />}</td>
        <td class="row-actions">
          {revoked_at === null ? (
            <button type="button" class="small danger" onClick={() => setRevoked(key)}>
              {t('revoke')}
            </button>
          ) : (
            <span class="muted">{t('revoked')}</span>
          )}
        </td>
      </tr>
    )
  }
  return (
    <ListPage
      title={t('keys')}
      hint={t('keysHint')}
      resource={keys}
      heads={[t('name'), t('prefix'), t('scopes'), t('lastUsed'), t('expires'), t('actions')]}
      rowOf={rowOf}
      actions={
        <button type="button" class="primary" onClick={() => setCreating(true)}>
          {t('newKey')}
        </button>
      }
    >
      {isCreating && (
        <KeyDialog
          isFirst={!keys.data?.some(({ revoked_at }) => revoked_at === null)}
          onClose={() => setCreating(false)}
          onCreated={(key) => {
            setCreating(false)
            setCreated(key)
          }}
        />
      )}
      {created && (
        <ShownOnce
          title={created.name}
          secrets={[{ label: t('key'), value: created.key }]}
          onClose={() => {
            setCreated(undefined)
            keys.reload()
          }}
        />
      )}
      {revoked && (
        <Confirm
          title={t('revokeTitle', { name: revoked.name })}
          action={t('revoke')}
          onClose={() => setRevoked(undefined)}
          onConfirm={attempt(async () => {
            await ask(api.DELETE('/api/keys/{key_id}', { params: { path: { key_id: revoked.id } } }))
            keys.reload()
          })}
        >
          <p>{t('revokeHint')}</p>
        </Confirm>
      )}
    </ListPage>
  )
}
