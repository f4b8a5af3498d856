import { ask, type Schemas } from '../../lib/api.ts'
import { useResource } from '../../lib/resource.ts'
import { hrefOf } from '../../lib/route.ts'
import { useServices } from '../../lib/services.ts'
import { useTexts } from '../../lib/texts.ts'
import { Dialog } from '../../lib/ui/dialog.tsx'
import { Loaded } from '../../lib/ui/load-state.tsx'
import { Age } from '../../lib/ui/times.tsx'
import { adminTexts } from '../texts.ts'

const verdicts = {
  started: 'isStarted',
  repeated: 'isRepeated',
  filtered: 'isFiltered',
  refused: 'isRefused',
} as const satisfies Record<Schemas['DeliveryVerdict'], string>

export const DeliveriesDialog = (properties: {
  readonly webhook: Schemas['Webhook']
  readonly onClose: () => void
}) => {
  const t = useTexts(adminTexts)
  const { api } = useServices()
  const { webhook, onClose } = properties
  const deliveries = useResource(
    async (signal) => {
      const params = { path: { webhook_id: webhook.id }, query: { limit: 50 } }
      return (await ask(api.GET('/api/webhooks/{webhook_id}/deliveries', { params, signal }))).data
    },
    [webhook.id],
  )
  return (
    <Dialog title={`${webhook.name}: ${t('deliveries')}`} isWide onClose={onClose}>
      <Loaded resource={deliveries}>
        {(items) =>
          items.length === 0 ? (
            <p class="muted">{t('noDeliveries')}</p>
          ) : (
            <table class="dense">
              <thead>
                <tr>
                  {[t('verdict'), t('received'), t('reason'), t('execution')].map((head) => (
                    <th key={head} scope="col">
                      {head}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {items.map(({ id, verdict, received_at, reason, execution_id, count }) => (
                  <tr key={id}>
                    <td>
                      {t(verdicts[verdict])}
                      {count > 1 && ` ×${count}`}
                    </td>
                    <td>
                      <Age time={received_at} />
                    </td>
                    <td>{reason}</td>
                    <td>
                      {execution_id !== null && (
                        <a href={hrefOf(['executions', execution_id])}>
                          <code>{execution_id}</code>
                        </a>
                      )}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          )
        }
      </Loaded>
      <div class="actions">
        <button type="button" class="primary" onClick={onClose}>
          {t('done')}
        </button>
      </div>
    </Dialog>
  )
}
