import { once } from 'node:events'
import type { Config } from '../config.ts'
import { createContainer } from '../container.ts'
import { type App, listen, type RunningServer } from '../http/server.ts'
import { createLogger, type Logger } from '../lib/logger.ts'
import { systemErrorCode } from '../lib/system-error.ts'
import { type CommandContext, CommandError } from './context.ts'

const reasons: Readonly<Record<string, string>> = {
  EADDRINUSE: 'the port is in use',
  EACCES: 'the port is not allowed for this user',
  EADDRNOTAVAIL: 'this machine does not have the address',
  ENOTFOUND: 'the host name is not known',
}

const listenOn = async (app: App, { host, port }: Config['http']): Promise<RunningServer> => {
  try {
    return await listen(app, { host, port })
  } catch (cause) {
    const code = systemErrorCode(cause) ?? ''
    throw new CommandError(`cannot listen on ${host} port ${port}: ${reasons[code] ?? code}`, { cause })
  }
}

const aborted = async (signal: AbortSignal): Promise<void> => {
  if (!signal.aborted) await once(signal, 'abort')
}

// The only error is that a pipe or terminal cannot be synchronised; the lines are written by then.
const flush = (logger: Logger): Promise<void> =>
  new Promise((resolve) => {
    logger.flush(() => resolve())
  })

/** Serves until the process is told to stop; then finishes what runs, within the configured time, and closes. */
export const serve = async (config: Config, context: CommandContext): Promise<void> => {
  const logger = createLogger(config.log)
  context.onCrash((error) => logger.fatal({ err: error }, 'crashed'))
  const stop = context.stopSignal()
  const container = await createContainer({ config, logger, owner: context.owner })
  try {
    const server = await listenOn(container.app, config.http)
    try {
      await container.start()
      logger.info({ url: server.url }, 'listening')
      await aborted(AbortSignal.any([stop, container.lost]))
      logger.info({ signal: stop.reason }, 'stopping')
    } finally {
      await server.close(config.http.shutdownTimeoutMs)
    }
  } finally {
    await container.close()
  }
  logger.info('stopped')
  await flush(logger)
  if (container.lost.aborted) throw new CommandError('another server has taken over the database')
}
