import { useState } from 'preact/hooks'
import { ask } from '../../lib/api.ts'
import { useScriptChoices } from '../../lib/pages/use-script-choices.ts'
import { useResource } from '../../lib/resource.ts'
import { hrefOf } from '../../lib/route.ts'
import { useCan, useServices } from '../../lib/services.ts'
import { useTexts } from '../../lib/texts.ts'
import { Confirm } from '../../lib/ui/confirm.tsx'
import { Menu } from '../../lib/ui/menu.tsx'
import { type Edited, readToEdit } from '../parts/edited.ts'
import { ListPage } from '../parts/list-page.tsx'
import { NewButton } from '../parts/new-button.tsx'
import { ShownOnce } from '../parts/shown-once.tsx'
import { useAttempt } from '../parts/use-attempt.ts'
import { useNewFor } from '../parts/use-new-for.ts'
import { adminTexts } from '../texts.ts'
import { type Address, curlOf } from './curl.ts'
import { DeliveriesDialog } from './deliveries-dialog.tsx'
import { emptyDraft, toDraft, type Webhook } from './draft.ts'
import { RotateDialog } from './rotate-dialog.tsx'
import { WebhookDialog } from './webhook-dialog.tsx'

export const WebhooksPage = () => {
  const t = useTexts(adminTexts)
  const { api, baseUrl } = useServices()
  const canWrite = useCan('write')
  const attempt = useAttempt()
  const { choices, nameOf } = useScriptChoices()
  const [newFor, dropNew] = useNewFor('webhooks')
  const [edited, setEdited] = useState<Edited<Webhook> | 'new' | undefined>(
    newFor === undefined ? undefined : 'new',
  )
  const [rotated, setRotated] = useState<Webhook>()
  const [shown, setShown] = useState<Address>()
  const [watched, setWatched] = useState<Webhook>()
  const [removed, setRemoved] = useState<Webhook>()
  const webhooks = useResource(
    async (signal) =>
      (await ask(api.GET('/api/webhooks', { params: { query: { limit: 200 } }, signal }))).data,
    [],
  )
  const paramsOf = ({ id }: Webhook) => ({ path: { webhook_id: id } })
  const change = (work: () => Promise<unknown>) =>
    attempt(async () => {
      await work()
      webhooks.reload()
    })
  const edit = (webhook: Webhook) =>
    attempt(async () => {
      const params = paramsOf(webhook)
      setEdited(await readToEdit(api.GET('/api/webhooks/{webhook_id}', { params })))
    })

  const first = choices?.find(([id]) => id === newFor) ?? choices?.[0]
  const close = () => {
    setEdited(undefined)
    dropNew()
  }

  const rowOf = (webhook: Webhook) => {
    const { id, name, script_id, methods, respond, enabled } = webhook
    return (
      <tr key={id}>
        <td>
          <span class="title">{name}</span>
        </td>
        <td>
          <a href={hrefOf(['scripts', script_id])}>{nameOf(script_id)}</a>
        </td>
        <td>{methods.join(', ')}</td>
        <td>{t(respond === 'accepted' ? 'answerAccepted' : 'answerOutput')}</td>
        <td>
          <input
            type="checkbox"
            role="switch"
            class="switch"
            checked={enabled}
            aria-checked={enabled}
            disabled={!canWrite}
            aria-label={t('activeLabel', { name })}
            onChange={change(() =>
              ask(
                api.PATCH('/api/webhooks/{webhook_id}', {
                  params: paramsOf(webhook),
                  body: { enabled: !enabled },
                }),
              ),
            )}
          />
        </td>
        <td class="row-actions">
          <Menu
            label={t('more', { name })}
            items={[
              { label: t('deliveries'), onChoose: () => setWatched(webhook) },
              ...(canWrite
                ? [
                    { label: t('edit'), onChoose: edit(webhook) },
                    { label: t('rotate'), onChoose: () => setRotated(webhook) },
                    { label: t('remove'), onChoose: () => setRemoved(webhook), isDangerous: true },
                  ]
                : []),
            ]}
          />
        </td>
      </tr>
    )
  }

  return (
    <ListPage
      title={t('webhooks')}
      hint={t('webhooksHint')}
      resource={webhooks}
      heads={[t('name'), t('script'), t('methods'), t('answer'), t('active'), t('actions')]}
      rowOf={rowOf}
      actions={
        canWrite && <NewButton choices={choices} label={t('newWebhook')} onClick={() => setEdited('new')} />
      }
    >
      {edited && first && (
        <WebhookDialog
          draft={edited === 'new' ? emptyDraft(...first) : toDraft(edited.value)}
          edited={edited === 'new' ? undefined : edited}
          scripts={choices ?? []}
          onClose={close}
          onCreated={(webhook) => {
            close()
            setShown(webhook)
            webhooks.reload()
          }}
          onChanged={() => {
            close()
            webhooks.reload()
          }}
        />
      )}
      {rotated && (
        <RotateDialog
          webhook={rotated}
          onClose={() => setRotated(undefined)}
          onRotated={(webhook) => {
            setRotated(undefined)
            setShown(webhook)
          }}
        />
      )}
      {shown && (
        <ShownOnce
          title={t('address')}
          secrets={[
            { label: t('address'), value: baseUrl + shown.path },
            { label: t('curl'), value: curlOf(shown, baseUrl) },
          ]}
          onClose={() => setShown(undefined)}
        />
      )}
      {watched && <DeliveriesDialog webhook={watched} onClose={() => setWatched(undefined)} />}
      {removed && (
        <Confirm
          title={t('removeTitle', { name: removed.name })}
          action={t('remove')}
          onClose={() => setRemoved(undefined)}
          onConfirm={change(() =>
            ask(api.DELETE('/api/webhooks/{webhook_id}', { params: paramsOf(removed) })),
          )}
        >
          <p>{t('noUndo')}</p>
        </Confirm>
      )}
    </ListPage>
  )
}
