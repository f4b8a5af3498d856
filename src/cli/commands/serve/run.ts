import { once } from 'node:events'
import { availableParallelism } from 'node:os'
import { type Application, openApplication } from '../../../app/lifecycle.ts'
import { openBackupFolder, openTableFolder, openWorkspaceFolder } from '../../../app/open-folders.ts'
import { assertSeparateFolders } from '../../../app/separate-folders.ts'
import type { Config } from '../../../config/config.ts'
import { type App, listen, type RunningServer } from '../../../http/server/server.ts'
import { isLoopback } from '../../../lib/net/network.ts'
import { systemErrorCode } from '../../../lib/system/system-error.ts'
import { createDebugSwitch, createLogger, type Logger } from '../../../logging/logger.ts'
import { gaugeOf } from '../../../telemetry/metrics.ts'
import { toLocalUrl } from '../../api/local-url.ts'
import { type CommandContext, CommandError } from '../../context.ts'
import { withDatabase } from '../../database-failure.ts'
import { misspelledIn, repeatedInFile, unknownInFile } from '../../env-file.ts'
import { createMetrics } from './metrics.ts'

const reasons: Readonly<Record<string, string>> = {
  EADDRINUSE: 'the port is in use',
  EACCES: 'the port is not allowed for this user',
  EADDRNOTAVAIL: 'this machine does not have the address',
  ENOTFOUND: 'the host name is not known',
}

const listenOn = async (app: App, config: Config['http']): Promise<RunningServer> => {
  const { host, port, connectionLimit: connections, bodyLimitBytes: bodyBytes } = config
  try {
    return await listen(app, { host, port }, { connections, bodyBytes })
  } catch (cause) {
    const code = systemErrorCode(cause) ?? ''
    throw new CommandError(`cannot listen on ${host} port ${port}: ${reasons[code] ?? code}`, { cause })
  }
}

/** Refuses to listen beyond loopback without API keys, unless AUTH is none; logs when callers need no key. */
const checkAccess = async ({ auth, host }: Config['http'], application: Application, logger: Logger) => {
  if (auth === 'none') {
    logger.warn({ host }, 'AUTH is none: everyone who can reach this server has full access')
    return
  }
  if (await application.hasKeys()) return
  if (isLoopback(host)) {
    logger.info(
      'no API key exists: every program on this machine has full access until the first one is created',
    )
    return
  }
  throw new CommandError(
    `other machines can reach ${host}, and no API key exists; create one with "scriptd keys create --name admin ` +
      '--scope admin", or allow every caller with AUTH=none',
  )
}

/** Warns of names and lines that have no effect. Most variables of an environment belong to other programs. */
const warnOfIneffectiveLines = ({ env, envFile }: CommandContext, logger: Logger) => {
  const inFile = unknownInFile(envFile.text)
  const named = new Set(inFile.map(({ name }) => name))
  const inEnvironment = misspelledIn(env).filter(({ name }) => !named.has(name))
  for (const { name, meant } of [...inFile, ...inEnvironment]) {
    logger.warn({ name, meant }, 'there is no such setting')
  }
  for (const { name, lines } of repeatedInFile(envFile.text)) {
    logger.warn(
      { name, lines, counts: lines.at(-1) },
      'the setting is repeated in .env, the last line counts',
    )
  }
}

const aborted = async (signal: AbortSignal): Promise<void> => {
  if (!signal.aborted) await once(signal, 'abort')
}

// The only possible error is that a pipe or terminal cannot be synced; the lines are written by then.
const flush = (logger: Logger): Promise<void> =>
  new Promise((resolve) => {
    logger.flush(() => resolve())
  })

/** On a single processor, a thread for the database would only add to the work. */
const isParallel = (): boolean => availableParallelism() > 1

// Collecting garbage pauses the process, and the first requests often come at once.
const RELEASE_AFTER_MS = 1000
// Time to write the last responses.
const RESPONSE_MS = 1000

/** Lets requests finish; after `ms`, those that still wait for an execution are answered that it continues later. */
const finishRequests = async (server: RunningServer, application: Application, ms: number): Promise<void> => {
  application.leave()
  const late = setTimeout(() => void application.suspend(), ms)
  await server.close(ms + RESPONSE_MS)
  clearTimeout(late)
}

/** Serves until a stop signal or the loss of the lease; then lets requests finish, within the configured time. */
export const serve = async (config: Config, context: CommandContext): Promise<void> => {
  await assertSeparateFolders(config)
  await openWorkspaceFolder(config)
  await openTableFolder(config)
  const logger = createLogger(config.log)
  warnOfIneffectiveLines(context, logger)
  context.onCrash((error) => logger.fatal({ err: error }, 'crashed'))
  context.onDebugSignal(createDebugSwitch(logger))
  const stop = context.stopSignal()
  const { url } = config.database
  const { owner, operatorToken, self } = context
  const metrics = createMetrics(config, owner.holder.host)
  const application = await withDatabase(url, () =>
    openApplication({ config, logger, metrics, owner, operatorToken, self, writesInThread: isParallel() }),
  )
  try {
    await openBackupFolder(config)
    await withDatabase(url, () => checkAccess(config.http, application, logger))
    const server = await listenOn(application.app, config.http)
    gaugeOf(metrics, {
      name: 'scriptd_http_requests_waiting',
      help: 'Requests that wait because too many others are being processed.',
      value: server.waiting,
    })
    try {
      application.announce(toLocalUrl(server.url))
      await withDatabase(url, () => application.start())
      logger.info({ url: server.url }, 'listening')
      const release = setTimeout(() => context.releaseMemory(), RELEASE_AFTER_MS)
      await aborted(AbortSignal.any([stop, application.lost]))
      clearTimeout(release)
      logger.info({ signal: stop.reason }, 'stopping')
    } finally {
      await finishRequests(server, application, config.http.shutdownTimeoutMs)
    }
  } finally {
    await application.close()
  }
  logger.info('stopped')
  await flush(logger)
  if (application.lost.aborted) throw new CommandError('another server took over the database')
}
