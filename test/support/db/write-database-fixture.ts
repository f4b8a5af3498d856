import { copyFile, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openApplication } from '../../../src/app/lifecycle.ts'
import { parseConfig } from '../../../src/config/config.ts'
import { createLogger } from '../../../src/logging/logger.ts'
import { createRequest } from '../http/client.ts'
import { fixtureScripts, orderOf } from './fixture-content.ts'

// Writes a database of the newest schema to the fixtures, for later programs to open. The tests say what is in it.
const ROOT = join(import.meta.dirname, '../../..')

const folder = await mkdtemp(join(tmpdir(), 'fixture-'))
const path = join(folder, 'scriptd.db')
const config = parseConfig({ DATABASE_URL: `file:${path}`, WORKSPACE_DIR: join(folder, 'workspace') })
const application = await openApplication({ config, logger: createLogger({ level: 'error' }) })
await application.start()
const request = createRequest(application.app)
const send = async (method: string, address: string, body: unknown, headers = {}) => {
  const { status, text } = await request(method, address, { body, headers })
  if (status >= 300) throw new Error(`${method} ${address} was answered ${text}`)
}

for (const script of fixtureScripts) await send('POST', '/api/scripts', script)
await send('POST', '/api/scripts/1/execute', orderOf(40), { 'Idempotency-Key': 'first' })
await send('POST', '/api/scripts/1/execute', orderOf(4))
await send('POST', '/api/scripts/2/execute', {})
await send('POST', '/api/scripts/3/execute', {}, { Prefer: 'wait=1' })
await send('PUT', '/api/config/user-settings/theme', { value: { dark: true } })
await send('POST', '/api/dashboard/stats/increment', { deltas: { visits: 42 } })
await application.close()

const { entries } = JSON.parse(await readFile(join(ROOT, 'drizzle/meta/_journal.json'), 'utf8'))
await copyFile(path, join(ROOT, 'test/fixtures/databases', `${entries.at(-1).tag}.db`))
await rm(folder, { recursive: true })
