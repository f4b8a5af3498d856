import type { Config } from '../../../config/config.ts'
import { httpUrl } from '../../../lib/net/network.ts'
import { toLocalUrl } from '../../api/local-url.ts'
import { networkErrorCode } from '../../api/send.ts'
import { type CommandContext, CommandError, print } from '../../context.ts'

export interface HealthcheckOptions {
  readonly context: CommandContext
  readonly url: string
  /** Asks whether the server accepts work, not only whether it is alive. */
  readonly ready: boolean
}

const TIMEOUT_MS = 3000

/** Queries the health endpoint of a server. @throws CommandError unless it answers 200 in time */
export const healthcheck = async ({ context, url, ready }: HealthcheckOptions): Promise<void> => {
  const address = new URL(ready ? '/readyz' : '/healthz', url)
  const { status } = await fetch(address, { signal: AbortSignal.timeout(TIMEOUT_MS) }).catch((cause) => {
    throw new CommandError(`${address} does not answer: ${networkErrorCode(cause)}`, { cause })
  })
  if (status !== 200) throw new CommandError(`${address} answers ${status}`)
  await print(context.stdout, `${ready ? 'ready' : 'alive'}\n`)
}

/** The URL of the server that this configuration would start. */
export const configuredUrl = ({ host, port }: Pick<Config['http'], 'host' | 'port'>): string =>
  toLocalUrl(httpUrl(host, port))
