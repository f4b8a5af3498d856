import assert from 'node:assert/strict'
import { cpSync, renameSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { serve } from '../support/process/serve.ts'
import { userFolder } from '../support/process/user-folder.ts'

const PROJECT = join(import.meta.dirname, '../..')

/** A server whose program is moved away while it runs, as an upgrade does. */
const serveMoved = async (t: TestContext) => {
  const { folder, start } = userFolder(t)
  for (const name of ['src', 'drizzle', 'docs', 'package.json'])
    cpSync(join(PROJECT, name), join(folder, name), { recursive: true })
  symlinkSync(join(PROJECT, 'node_modules'), join(folder, 'node_modules'))
  const server = await serve(t, (args) => start(process.execPath, [join(folder, 'src/main.ts'), ...args]))
  while (!(await fetch(`${server.url}/readyz`)).ok) await delay(20)
  renameSync(join(folder, 'src'), join(folder, 'moved'))
  return server
}

const inThreadsOrProcesses: readonly (readonly [type: string, parameters: object])[] = [
  ['transform', { expression: '$eval("1 + 1")' }],
  ['code', { code: 'return 1' }],
  ['sql', { query: 'SELECT 1' }],
  ['file_write', { path: 'a.csv', format: 'csv', content: [{ a: 1 }] }],
]

test('nodes of a server whose program was moved away fail with what to do, and the server goes on', async (t) => {
  const { call } = await serveMoved(t)
  const act = async (action_type: string, parameters: object) =>
    JSON.parse(await call('POST', '/api/actions', { action_type, parameters })).data
  for (const [type, parameters] of inThreadsOrProcesses) {
    const { code, message } = (await act(type, parameters)).error
    assert.equal(code, 'WORKER_UNAVAILABLE', type)
    assert.match(message, /moved or replaced while running, restart it/)
  }
  assert.equal((await act('transform', { expression: '1 + 1' })).output, 2)
  await call('PUT', '/api/variables/A', { value: 1 })
  assert.match(await call('GET', '/api/variables/A'), /"value":1/)
})
