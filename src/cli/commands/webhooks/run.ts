import type { ApiClient } from '../../api/client.ts'
import { withApi } from '../../api/connect.ts'
import type { CommandTarget } from '../../api/find-server.ts'
import { followExecution } from '../../api/follow-execution.ts'
import { RotatedWebhook, TriggeredDelivery, Webhook, WebhookWithToken } from '../../api/schema.ts'
import { CommandError, print } from '../../context.ts'
import { type JsonSource, readJsonSource } from '../../json-source.ts'
import type { ListFlags } from '../../resources/group.ts'
import { type Columns, printList } from '../../resources/print-list.ts'
import { createTrigger } from '../../triggers/create.ts'
import { listTriggers, type TriggerFilter, triggerId } from '../../triggers/find.ts'
import { pathOf } from '../../triggers/kind.ts'

export interface NewWebhookFlags {
  readonly name?: string
  readonly methods?: readonly string[]
  readonly deliveryId?: string
  readonly paused?: boolean
  readonly fields?: JsonSource
}

/** Creates a webhook. Standard output gets its address alone. */
export const createWebhook = async (
  target: CommandTarget,
  script: string,
  { name, methods, deliveryId, paused, fields: further }: NewWebhookFlags,
): Promise<void> => {
  const { context } = target
  const fields = { name, methods, delivery_id: deliveryId, ...(paused && { enabled: false }) }
  const { created, address } = await withApi(target, async (api) => {
    const created = await createTrigger(
      api,
      WebhookWithToken,
      { kind: 'webhook', script, fields, further },
      context,
    )
    return { created, address: addressOf(api, created.path) }
  })
  context.stderr.write(
    `webhook ${created.id} "${created.name}" was created. Its address is shown only now:\n`,
  )
  await print(context.stdout, `${address}\n`)
}

/** Without a server there is only the path. */
const addressOf = ({ traits: { url } }: ApiClient, path: string): string =>
  url === undefined ? path : new URL(path.slice(1), url).href

const columns: Columns<Webhook> = {
  id: ({ id }) => String(id),
  script: ({ script_id }) => String(script_id),
  name: ({ name }) => name,
  methods: ({ methods }) => methods.join(' '),
  state: ({ enabled }) => (enabled ? 'enabled' : 'paused'),
}

export const listWebhooks = async (
  target: CommandTarget,
  flags: ListFlags & TriggerFilter,
): Promise<void> => {
  const webhooks = await withApi(target, (api) => listTriggers(api, 'webhook', Webhook, flags))
  await printList(target.context, webhooks, columns, flags)
}

/** Changes the token of a webhook. Standard output gets the new address alone. */
export const rotateWebhook = async (
  target: CommandTarget,
  chosen: string,
  graceMs: number | undefined,
): Promise<void> => {
  const { rotated, address } = await withApi(target, async (api) => {
    const path = `${pathOf('webhook', await triggerId(api, 'webhook', chosen))}/rotate`
    const body = graceMs === undefined ? {} : { grace_ms: graceMs }
    const rotated = await api.call(RotatedWebhook, 'POST', path, { body })
    return { rotated, address: addressOf(api, rotated.path) }
  })
  const { id, name, old_token_until } = rotated
  const end = graceMs === 0 ? 'no longer works' : `works until ${old_token_until}`
  target.context.stderr.write(
    `webhook ${id} "${name}" has a new address, which is shown only now; the old one ${end}:\n`,
  )
  await print(target.context.stdout, `${address}\n`)
}

export interface TestRequestFlags {
  readonly method?: string
  readonly path?: string
  readonly header?: Readonly<Record<string, string>>
  readonly body?: JsonSource
}

/** Sends a test request. Standard output gets the id of the execution. @throws CommandError when nothing is started */
export const triggerWebhook = async (
  target: CommandTarget,
  chosen: string,
  { method, path, header: headers, body: source }: TestRequestFlags,
): Promise<void> => {
  const request = {
    ...{ method, path, headers },
    ...(source && { body: await readJsonSource(source, target.context) }),
  }
  const { id, delivery } = await withApi({ ...target, run: true }, async (api) => {
    const id = await triggerId(api, 'webhook', chosen)
    const call = { body: request }
    const delivery = await api.call(TriggeredDelivery, 'POST', `${pathOf('webhook', id)}/trigger`, call)
    // Without a server the execution runs in this process, which must not end before.
    if (api.traits.url === undefined && delivery.execution_id !== null)
      await followExecution(api, delivery.execution_id, undefined)
    return { id, delivery }
  })
  const { verdict, reason, execution_id, error } = delivery
  if (verdict !== 'started' || execution_id === null) {
    const why = [reason, error, execution_id].filter((each) => typeof each === 'string').join(': ')
    throw new CommandError(`webhook ${id} started nothing: ${verdict}${why && ` (${why})`}`)
  }
  target.context.stderr.write(`webhook ${id} started an execution\n`)
  await print(target.context.stdout, `${execution_id}\n`)
}
