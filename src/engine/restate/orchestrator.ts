import type { Clock } from '../../lib/time/clock.ts'
import type { Logger } from '../../logging/logger.ts'
import { DUTIES, EXECUTIONS, type RestateAddresses, RestateClient } from './client.ts'
import { RestateEndpoint } from './endpoint.ts'
import type { Host, Orchestrator, RequestOptions } from './ports.ts'

export interface RestateOrchestratorOptions {
  readonly addresses: RestateAddresses
  /** Where Restate reaches the hosts: this one, or a balancer before all of them. */
  readonly hostsUrl: string
  readonly listen: { readonly host: string; readonly port: number }
  readonly identityKeys: readonly string[]
  readonly clock: Clock
  readonly logger: Logger
}

const RETRY_MS = 500

/** Hands executions over to a Restate server, and carries out what that gives to this host. */
export class RestateOrchestrator implements Orchestrator {
  readonly #options: RestateOrchestratorOptions
  readonly #client: RestateClient
  readonly #closing = new AbortController()
  #endpoint: RestateEndpoint | undefined

  constructor(options: RestateOrchestratorOptions) {
    this.#options = options
    this.#client = new RestateClient(options.addresses)
  }

  async open(host: Host): Promise<void> {
    const { hostsUrl } = this.#options
    this.#endpoint = await RestateEndpoint.open({ ...this.#options, host })
    await this.#persevere(() => this.#client.announce(hostsUrl))
    await this.#persevere(() =>
      this.#client.send({ service: DUTIES, key: 'all', handler: 'serve' }, { once: 'serve' }),
    )
  }

  request(id: string, { delayMs, key }: RequestOptions = {}): Promise<void> {
    return this.#client.send({ service: EXECUTIONS, key: id, handler: 'carryOut' }, { delayMs, once: key })
  }

  interrupt(id: string): Promise<void> {
    return this.#client.cancel(EXECUTIONS, id)
  }

  async close(): Promise<void> {
    this.#closing.abort()
    await this.#endpoint?.close()
  }

  /** Restate, or the balancer before the hosts, may start later than this one. */
  async #persevere(work: () => Promise<void>): Promise<void> {
    const { clock, logger } = this.#options
    for (let isFirst = true; !this.#closing.signal.aborted; isFirst = false) {
      try {
        return await work()
      } catch (error) {
        if (isFirst) logger.warn({ err: error }, 'Restate cannot be reached, or cannot reach this host')
      }
      await clock.sleep(RETRY_MS, this.#closing.signal).catch(() => undefined)
    }
  }
}
