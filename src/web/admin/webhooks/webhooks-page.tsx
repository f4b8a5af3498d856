import { useState } from 'preact/hooks'
import { ask, type Schemas } from '../../lib/api.ts'
import { useScriptChoices } from '../../lib/pages/use-script-choices.ts'
import { useResource } from '../../lib/resource.ts'
import { hrefOf } from '../../lib/route.ts'
import { useCan, useServices } from '../../lib/services.ts'
import { useTexts } from '../../lib/texts.ts'
import { Confirm } from '../../lib/ui/confirm.tsx'
import { Menu } from '../../lib/ui/menu.tsx'
import { ListPage } from '../parts/list-page.tsx'
import { NewButton } from '../parts/new-button.tsx'
import { ShownOnce } from '../parts/shown-once.tsx'
import { useAttempt } from '../parts/use-attempt.ts'
import { useNewFor } from '../parts/use-new-for.ts'
import { adminTexts } from '../texts.ts'
import { DeliveriesDialog } from './deliveries-dialog.tsx'
import { WebhookDialog } from './webhook-dialog.tsx'

type Webhook = Schemas['Webhook']

export const WebhooksPage = () => {
  const t = useTexts(adminTexts)
  const { api, baseUrl } = useServices()
  const canWrite = useCan('write')
  const attempt = useAttempt()
  const { choices, nameOf } = useScriptChoices()
  const [newFor, dropNew] = useNewFor('webhooks')
  const [isCreating, setCreating] = useState(newFor !== undefined)
  const [path, setPath] = useState<string>()
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
  const rotate = (webhook: Webhook) =>
    attempt(async () => {
      const params = paramsOf(webhook)
      setPath((await ask(api.POST('/api/webhooks/{webhook_id}/rotate', { params }))).data.path)
    })

  const first = choices?.find(([id]) => id === newFor) ?? choices?.[0]
  const close = () => {
    setCreating(false)
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
                    { label: t('rotate'), onChoose: rotate(webhook) },
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
        canWrite && <NewButton choices={choices} label={t('newWebhook')} onClick={() => setCreating(true)} />
      }
    >
      {isCreating && first && (
        <WebhookDialog
          scripts={choices ?? []}
          first={first}
          onClose={close}
          onCreated={(webhook) => {
            close()
            setPath(webhook.path)
            webhooks.reload()
          }}
        />
      )}
      {path !== undefined && (
        <ShownOnce
          title={t('address')}
          secrets={[
            { label: t('address'), value: baseUrl + path },
            {
              label: t('curl'),
              value: `curl -X POST '${baseUrl}${path}' -H 'Content-Type: application/json' -d '{"hello":"world"}'`,
            },
          ]}
          onClose={() => setPath(undefined)}
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
