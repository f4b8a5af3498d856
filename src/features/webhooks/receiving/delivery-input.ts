import type { FormFile } from '../../../domain/triggers/form-file.ts'
import type { MemoryClaim } from '../../../http/access/caller-memory.ts'
import { groupedByName, parseBody } from '../../../http/request/body/any-type.ts'
import type { Turns } from '../../../lib/async/turns.ts'
import type { DeliveryFiles } from '../files/delivery-files.ts'
import type { WebhookRow } from '../store/repository.ts'
import type { Unstarted } from './delivery-log.ts'
import type { DeliveryInput } from './delivery-rules.ts'

/** Would be stored with the execution. */
const CREDENTIALS: ReadonlySet<string> = new Set([
  'authorization',
  'cookie',
  'proxy-authorization',
  'x-api-key',
])

export interface InputOptions {
  readonly files: DeliveryFiles
  readonly row: WebhookRow
  readonly bytes: Buffer
  /** ISO-8601. */
  readonly receivedAt: string
  readonly claim: MemoryClaim
  readonly turns: Turns
}

export const inputOf = async (
  { request, path, clientIp }: Pick<Unstarted, 'request' | 'path' | 'clientIp'>,
  { row, bytes, receivedAt, claim, turns, files }: InputOptions,
): Promise<DeliveryInput> => {
  const placeFile = (file: FormFile) => files.add(file)
  const { method, url, headers } = request
  return {
    method,
    path,
    query: groupedByName(new URL(url).searchParams),
    headers: Object.fromEntries([...headers].filter(([name]) => !CREDENTIALS.has(name))),
    body: await parseBody(bytes, headers, { claim, turns, isAnyAllowed: row.raw, placeFile }),
    raw: row.raw ? bytes.toString('base64') : null,
    client_ip: clientIp,
    received_at: receivedAt,
  }
}
