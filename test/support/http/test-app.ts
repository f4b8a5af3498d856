import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { openApplication } from '../../../src/app/lifecycle.ts'
import { parseConfig } from '../../../src/config/config.ts'
import type { Scope } from '../../../src/domain/scopes.ts'
import { CreatedApiKey } from '../../../src/features/api-keys/schema.ts'
import { tokenHash } from '../../../src/lib/store/token-hash.ts'
import type { AlarmClock } from '../../../src/lib/time/clock.ts'
import type { Logger } from '../../../src/logging/logger.ts'
import { writeEmptyDatabase } from '../db/template.ts'
import { captureLog } from '../log-capture.ts'
import { ON_SERVER, startMigratedSqld } from '../sqld/template.ts'
import { PATIENT_ENV } from '../time/patient-env.ts'
import { bearer, createRequest, dataOf } from './client.ts'

export interface TestAppOptions {
  readonly env?: Readonly<Record<string, string>>
  readonly clock?: AlarmClock
  /** Replaces the logger that writes to `log`. */
  readonly logger?: Logger
  /** Of a database; by default it has one of its own. */
  readonly url?: string
  /** The folder of a closed application, whose data this one continues with. */
  readonly folder?: string
}

/** The key of the operator of every test application. */
export const OPERATOR_TOKEN = '4ad1eecb-8a0f-4a0a-8d0e-5c1f6d0a1b2c'

const owner = { holder: { host: 'localhost', pid: 0, id: tokenHash(OPERATOR_TOKEN) }, isAlive: () => false }

const createAppFolder = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'app-'))
  await writeEmptyDatabase(join(folder, 'scriptd.db'))
  return folder
}

/** In the folder, or on a server that is kept running for those that continue with its data. */
const databaseOf = async (t: TestContext, folder: string) => {
  if (!ON_SERVER) return { DATABASE_URL: `file:${folder}/scriptd.db`, DATABASE_SYNCHRONOUS: 'OFF' }
  const file = join(folder, 'server-url')
  const known = await readFile(file, 'utf8').catch(() => undefined)
  const url = known ?? (await startMigratedSqld(t)).url
  await writeFile(file, url)
  return { DATABASE_URL: url }
}

/** The whole program, started, without a socket; its database and workspace are removed when the test ends. */
export const createTestApp = async (t: TestContext, options: TestAppOptions = {}) => {
  const { env = {}, clock, folder = await createAppFolder() } = options
  const database = options.url === undefined ? await databaseOf(t, folder) : { DATABASE_URL: options.url }
  const log = captureLog()
  const config = parseConfig({
    ...database,
    WORKSPACE_DIR: `${folder}/workspace`,
    ...PATIENT_ENV,
    ...env,
  })
  const application = await openApplication({
    config,
    owner,
    operatorToken: OPERATOR_TOKEN,
    logger: options.logger ?? log.logger,
    ...(clock && { clock }),
  })
  let closed: Promise<void> | undefined
  const close = () => {
    closed ??= application.close()
    return closed
  }
  t.after(async () => {
    await close()
    if (options.folder === undefined) await rm(folder, { recursive: true, force: true })
  })
  await application.start()
  const request = createRequest(application.app)
  return {
    app: application.app,
    config,
    folder,
    /** Its `lines` are all that was logged, unless another logger was given. */
    log,
    /** `await request('POST', '/api/scripts', { body })`; read the answer with `dataOf(Script, answer)` or `errorOf(answer)`. */
    request,
    /** Makes a key; from the first one on every request needs one, sent with `bearer(key)` as headers. */
    createKey: async (scopes: readonly Scope[], expires_at: string | null = null) => {
      const body = { name: scopes.join(' and '), scopes, expires_at }
      return dataOf(
        CreatedApiKey,
        await request('POST', '/api/keys', { body, headers: bearer(OPERATOR_TOKEN) }),
      )
    },
    /** Once is enough; the test's end closes it too. */
    close,
  }
}

export type TestApp = Awaited<ReturnType<typeof createTestApp>>
