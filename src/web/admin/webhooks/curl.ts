import type { Schemas } from '../../lib/api.ts'

/** Where a webhook is called, and how. */
export type Address = Pick<Schemas['CreatedWebhook'], 'path' | 'methods'>

/** A command that calls a webhook. */
export const curlOf = ({ path, methods }: Address, baseUrl: string): string => {
  const [method = 'POST'] = methods.includes('POST') ? ['POST'] : methods
  const body = method === 'GET' ? '' : ` -H 'Content-Type: application/json' -d '{"hello":"world"}'`
  return `curl -X ${method} '${baseUrl}${path}'${body}`
}
