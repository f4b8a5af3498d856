import { once } from 'node:events'
import { createServer, type Http2Server, type ServerHttp2Session } from 'node:http2'
import type { internal, ObjectContext } from '@restatedev/restate-sdk'
import type { Logger } from '../../logging/logger.ts'
import { DUTIES, EXECUTIONS } from './client.ts'
import type { Host } from './ports.ts'

export interface EndpointOptions {
  readonly listen: { readonly host: string; readonly port: number }
  /** The public keys of the Restate server; requests with other signatures are refused. Empty: none is checked. */
  readonly identityKeys: readonly string[]
  readonly host: Host
  readonly logger: Logger
}

/** No execution is cut: it computes for as long as it takes. */
const NEVER = { days: 3650 }

const options = {
  explicitCancellation: true,
  inactivityTimeout: NEVER,
  abortTimeout: NEVER,
  journalRetention: 0,
  idempotencyRetention: 0,
  // Tried again until a host is there, however long that takes.
  retryPolicy: {
    initialInterval: 100,
    exponentiationFactor: 2,
    maxInterval: 2000,
    maxAttempts: 4_294_967_295,
  },
} as const

/** Aborted when the call is cancelled. */
const interruptionOf = (context: ObjectContext): AbortSignal => {
  const controller = new AbortController()
  // Guarantee: every context has this part, which the package marks as experimental.
  const { cancellation } = context as ObjectContext & Pick<internal.ContextInternal, 'cancellation'>
  cancellation.call(context).then(
    () => controller.abort(),
    () => undefined,
  )
  return controller.signal
}

/** What Restate calls: a server of its own, so that it needs no access to the API. */
export class RestateEndpoint {
  readonly #server: Http2Server
  readonly #sessions = new Set<ServerHttp2Session>()

  private constructor(server: Http2Server) {
    this.#server = server
    server.on('session', (session) => {
      this.#sessions.add(session)
      session.on('close', () => this.#sessions.delete(session))
    })
  }

  /** The package is loaded here, as most servers need none of it. */
  static async open({ listen, identityKeys, host, logger }: EndpointOptions): Promise<RestateEndpoint> {
    const { createEndpointHandler, object } = await import('@restatedev/restate-sdk')
    const executions = object({
      name: EXECUTIONS,
      handlers: {
        carryOut: async (context: ObjectContext) => {
          const { attemptCompletedSignal } = context.request()
          await host.carryOut(context.key, interruptionOf(context), attemptCompletedSignal)
        },
      },
      options,
    })
    const duties = object({
      name: DUTIES,
      handlers: {
        serve: async (context: ObjectContext) => {
          await host.serveAll(context.request().attemptCompletedSignal)
        },
      },
      options,
    })
    const handler = createEndpointHandler({
      services: [executions, duties],
      ...(identityKeys.length > 0 && { identityKeys: [...identityKeys] }),
      logger: ({ level }, message, ...rest) => {
        if (level === 'warn' || level === 'error')
          logger[level]({ details: rest.map(String) }, String(message))
      },
    })
    const endpoint = new RestateEndpoint(createServer(handler))
    endpoint.#server.listen(listen.port, listen.host)
    await once(endpoint.#server, 'listening')
    return endpoint
  }

  async close(): Promise<void> {
    const closed = once(this.#server, 'close')
    this.#server.close()
    for (const session of this.#sessions) session.destroy()
    await closed
  }
}
