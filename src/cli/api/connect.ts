import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Config } from '../../config/config.ts'
import { Keyring, newKeyText } from '../../lib/store/keyring.ts'
import { CommandError } from '../context.ts'
import { assertExists, withDatabase } from '../database-failure.ts'
import { withRemoteApi } from '../remote/connect.ts'
import { withSlash } from '../remote/remote-server.ts'
import { ApiClient } from './client.ts'
import { type CommandTarget, findServer, type Server } from './find-server.ts'
import { type Send, sendTo, withToken } from './send.ts'

export interface ApiOptions extends CommandTarget {
  /** Creates the database if it does not exist. */
  readonly create?: boolean
  /** Runs executions in this process when no server does. */
  readonly run?: boolean
  /** Uses the files of the workspace, as running does, too. */
  readonly files?: boolean
}

type Work<T> = (api: ApiClient) => Promise<T>

/**
 * Calls the API of the remote server, if there is one; otherwise of the server that uses the database, because only one
 * process may write to it, or else in this process.
 */
export const withApi = <T>(options: ApiOptions, work: Work<T>): Promise<T> => {
  const { config, remote } = options
  if (remote) return withRemoteApi(remote, work)
  const { database } = config
  return withDatabase(database.url, async () => {
    if (options.create !== true) await assertExists(database.url)
    const server = await findServer(options)
    if (server) return work(clientOf(server))
    if (options.run || options.files) await openFolders(config)
    return withOwnApi(options, work)
  })
}

const clientOf = ({ url, token }: Server): ApiClient =>
  new ApiClient(sendTo(url, token), { isRemote: false, hasKey: true, url: withSlash(url) })

/** Calls the API in this process on a new, temporary database, which can store secrets. */
export const withEmptyApi = async <T>(options: ApiOptions, work: Work<T>): Promise<T> => {
  const folder = await mkdtemp(join(tmpdir(), 'scriptd-'))
  const url = pathToFileURL(join(folder, 'scriptd.db')).href
  const database: Config['database'] = {
    ...options.config.database,
    url,
    authToken: undefined,
    synchronous: 'OFF',
  }
  try {
    const secrets = { keyring: new Keyring([newKeyText()]) }
    return await withOwnApi({ ...options, config: { ...options.config, database, secrets } }, work)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const openFolders = async (config: Config): Promise<void> => {
  const { openWorkspaceFolder } = await import('../../app/open-folders.ts')
  const { assertSeparateFolders } = await import('../../app/separate-folders.ts')
  await assertSeparateFolders(config)
  await openWorkspaceFolder(config)
}

const NO_HOST =
  'with ENGINE=restate, executions run on hosts: give the command the address of one (--url or SCRIPTD_URL)'

const withOwnApi = async <T>(
  { config, context, run = false, files = run }: ApiOptions,
  work: Work<T>,
): Promise<T> => {
  if (run && config.hosts) throw new CommandError(NO_HOST)
  // Loaded only here: a command that calls a running server needs none of it.
  const { openApplication } = await import('../../app/lifecycle.ts')
  const { createCommandLogger } = await import('../command-logger.ts')
  const { owner, operatorToken } = context
  const application = await openApplication({
    config: files ? config : withoutWorkspace(config),
    logger: createCommandLogger(config, context),
    owner,
    operatorToken,
  })
  try {
    if (run) await application.start()
    const send: Send = async (path, init) => application.app.request(path, withToken(init, operatorToken))
    return await work(new ApiClient(send))
  } finally {
    await application.close()
  }
}

/** Unless nodes run or files are asked for, the workspace is not used; an existing folder saves creating one. */
const withoutWorkspace = (config: Config): Config => ({
  ...config,
  workspace: { ...config.workspace, dir: tmpdir() },
})
