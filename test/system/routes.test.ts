import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AppError } from '../../src/lib/errors.ts'
import { systemRoutes } from '../../src/system/routes.ts'
import { Health, Readiness } from '../../src/system/schema.ts'
import { HealthService } from '../../src/system/service.ts'
import { createClient, dataOf } from '../support/client.ts'

const setUp = ({ isWorking = true, askDatabase = async () => undefined as unknown } = {}) => {
  let now = 0
  const clock = { now: () => (now += 1.5) }
  return createClient(
    '/',
    systemRoutes(new HealthService({ isWorking: () => isWorking, askDatabase, clock })),
  )
}

test('health is told as long as the process answers, also when it takes no work', async () => {
  const answer = await setUp({ isWorking: false })('GET', 'healthz')
  assert.equal(answer.status, 200)
  assert.deepEqual(dataOf(Health, answer), { status: 'ok' })
})

test('a server that takes work says how fast its database answers', async () => {
  const answer = await setUp()('GET', 'readyz')
  assert.equal(answer.status, 200)
  assert.deepEqual(dataOf(Readiness, answer), { status: 'ready', database_ms: 1.5 })
})

for (const { name, options, code } of [
  { name: 'that takes no work', options: { isWorking: false }, code: 'NOT_READY' },
  {
    name: 'without its database',
    options: { askDatabase: () => Promise.reject(new AppError('DATABASE_UNAVAILABLE')) },
    code: 'DATABASE_UNAVAILABLE',
  },
]) {
  test(`a server ${name} is not ready`, async () => {
    const { status, json } = await setUp(options)('GET', 'readyz')
    assert.deepEqual([status, Object(json).error_code], [503, code])
  })
}
