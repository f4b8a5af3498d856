import type { Config } from '../../../config/config.ts'
import { httpUrl } from '../../../lib/net/network.ts'
import { toLocalUrl } from '../../api/local-url.ts'
import { networkErrorCode } from '../../api/send.ts'
import { type CommandContext, CommandError, print } from '../../context.ts'

export interface HealthcheckOptions {
  readonly context: CommandContext
  readonly url: string
  /** Whether it takes work, not only whether it lives. */
  readonly ready: boolean
}

const PATIENCE_MS = 3000

/** Asks a server how it is. @throws CommandError when it is not well */
export const healthcheck = async ({ context, url, ready }: HealthcheckOptions): Promise<void> => {
  const address = new URL(ready ? '/readyz' : '/healthz', url)
  const { status } = await fetch(address, { signal: AbortSignal.timeout(PATIENCE_MS) }).catch((cause) => {
    throw new CommandError(`${address} does not answer: ${networkErrorCode(cause)}`, { cause })
  })
  if (status !== 200) throw new CommandError(`${address} answers ${status}`)
  await print(context.stdout, `${ready ? 'ready' : 'alive'}\n`)
}

/** The address of the server that is configured here. */
export const configuredUrl = ({ host, port }: Pick<Config['http'], 'host' | 'port'>): string =>
  toLocalUrl(httpUrl(host, port))
