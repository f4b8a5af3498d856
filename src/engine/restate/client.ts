import { AppError } from '../../domain/errors.ts'

export interface RestateAddresses {
  /** Where executions are requested. */
  readonly ingress: string
  /** Where they are cancelled, and hosts announced. */
  readonly admin: string
}

export const EXECUTIONS = 'scriptd-executions'
export const DUTIES = 'scriptd-duties'

const TIMEOUT_MS = 10_000

const JSON_HEADERS = { 'content-type': 'application/json', accept: 'application/json' }

/** Calls a Restate server. Every call rejects with `ORCHESTRATOR_UNAVAILABLE` when it does not do what it is asked to. */
export class RestateClient {
  readonly #addresses: RestateAddresses

  constructor(addresses: RestateAddresses) {
    this.#addresses = addresses
  }

  /** Announces the hosts that are reached at `uri`; does nothing when they are known. */
  async announce(uri: string): Promise<void> {
    await this.#call('POST', `${this.#addresses.admin}/deployments`, { body: { uri } })
  }

  /** Calls a handler of an object without waiting for its end. */
  async send(
    { service, key, handler }: { readonly service: string; readonly key: string; readonly handler: string },
    { delayMs = 0, once }: { readonly delayMs?: number | undefined; readonly once?: string | undefined } = {},
  ): Promise<void> {
    const delay = delayMs > 0 ? `?delay=${Math.ceil(delayMs)}ms` : ''
    const url = `${this.#addresses.ingress}/${service}/${encodeURIComponent(key)}/${handler}/send${delay}`
    await this.#call('POST', url, { body: {}, ...(once !== undefined && { once }) })
  }

  /** Cancels the calls of an object that are under way. */
  async cancel(service: string, key: string): Promise<void> {
    const query = `SELECT id FROM sys_invocation WHERE target_service_name = '${service}'
      AND target_service_key = '${key.replaceAll("'", "''")}' AND status NOT IN ('completed', 'scheduled')`
    const { rows = [] } = await this.#call('POST', `${this.#addresses.admin}/query`, { body: { query } })
    const cancel = ({ id }: { readonly id: string }) =>
      this.#call('PATCH', `${this.#addresses.admin}/invocations/${id}/cancel`)
    await Promise.all(rows.map(cancel))
  }

  async #call(
    method: string,
    url: string,
    { body, once }: { readonly body?: unknown; readonly once?: string } = {},
  ): Promise<{ readonly rows?: readonly { readonly id: string }[] }> {
    const request = {
      method,
      headers: { ...JSON_HEADERS, ...(once !== undefined && { 'idempotency-key': once }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    }
    const answer = await fetch(url, request).catch((cause: unknown) => {
      throw new AppError('ORCHESTRATOR_UNAVAILABLE', { cause })
    })
    const text = await answer.text()
    if (answer.ok) return text === '' ? {} : JSON.parse(text)
    const cause = new Error(`Restate answered ${answer.status} to ${method} ${url}: ${text.slice(0, 500)}`)
    throw new AppError('ORCHESTRATOR_UNAVAILABLE', { cause })
  }
}
