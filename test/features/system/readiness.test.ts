import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openDatabase } from '../../../src/db/client.ts'
import { Readiness } from '../../../src/features/system/schema.ts'
import { dataOf, errorOf } from '../../support/http/client.ts'
import { createTestApp, type TestApp } from '../../support/http/test-app.ts'

const failures = async ({ request }: TestApp) => {
  const answer = await request('GET', '/readyz')
  assert.deepEqual([answer.status, errorOf(answer).error_code], [503, 'NOT_READY'])
  return errorOf(answer).details?.map(({ path, code }) => `${path} ${code}`)
}

test('a server is ready from its start until it stops', async (t) => {
  const app = await createTestApp(t)
  assert.equal(dataOf(Readiness, await app.request('GET', '/readyz')).status, 'ready')
  await app.close()
  assert.ok((await failures(app))?.includes('checks.engine engine_stopping'))
})

for (const [about, sql] of [
  [
    'lacks a migration',
    'DELETE FROM __drizzle_migrations WHERE id = (SELECT max(id) FROM __drizzle_migrations)',
  ],
  [
    'was migrated by a newer version',
    `INSERT INTO __drizzle_migrations (hash, created_at) VALUES ('newer', 9)`,
  ],
] as const) {
  test(`a server whose database ${about} is not ready`, async (t) => {
    const app = await createTestApp(t)
    const other = await openDatabase({ url: `file:${app.folder}/scriptd.db`, synchronous: 'OFF' })
    await other.execute(sql)
    await other.close()
    assert.deepEqual(await failures(app), ['checks.migrations schema_outdated'])
  })
}
