import assert from 'node:assert/strict'
import { test } from 'node:test'
import { systemRoutes } from '../../../src/features/system/routes.ts'
import { Health, Readiness } from '../../../src/features/system/schema.ts'
import { type HealthOptions, HealthService } from '../../../src/features/system/service.ts'
import { createClient, dataOf, errorOf } from '../../support/http/client.ts'

const never = <T>() => new Promise<T>(() => undefined)

/** A server that is ready, but for what is given; its clock goes on by 1.5 ms each time it is looked at. */
const setUp = (options: Partial<HealthOptions> = {}) => {
  let now = 0
  const health = new HealthService({
    isMigrated: async () => true,
    writeProblem: () => undefined,
    engineState: () => 'working',
    clock: { now: () => (now += 1.5), sleep: never },
    ...options,
  })
  return createClient('/', systemRoutes(health))
}

test('the liveness probe answers as long as the process responds, also when it is not ready', async () => {
  const answer = await setUp({ engineState: () => 'stopping' })('GET', 'healthz')
  assert.equal(answer.status, 200)
  assert.deepEqual(dataOf(Health, answer), { status: 'ok' })
})

test('a ready server lists its checks with their durations', async () => {
  const answer = await setUp()('GET', 'readyz')
  assert.equal(answer.status, 200)
  const { status, checks } = dataOf(Readiness, answer)
  assert.equal(status, 'ready')
  assert.deepEqual(Object.keys(checks), ['database', 'migrations', 'engine'])
  for (const check of Object.values(checks)) {
    assert.equal(check.status, 'ok')
    assert.ok(check.duration_ms > 0)
  }
})

const refuse = () => Promise.reject(new Error('the database is locked'))

const troubles: readonly {
  readonly name: string
  readonly options: Partial<HealthOptions>
  readonly details: readonly (readonly [path: string, code: string])[]
}[] = [
  {
    name: 'without its database',
    options: { isMigrated: refuse },
    details: [
      ['checks.database', 'database_unavailable'],
      ['checks.migrations', 'database_unavailable'],
    ],
  },
  {
    name: 'whose database has no room',
    options: { writeProblem: () => 'database_full' },
    details: [['checks.database', 'database_full']],
  },
  {
    name: 'whose database cannot be written to',
    options: { writeProblem: () => 'database_not_writable' },
    details: [['checks.database', 'database_not_writable']],
  },
  {
    name: 'whose database does not answer in time',
    options: { isMigrated: never, clock: { now: () => 0, sleep: async () => undefined } },
    details: [
      ['checks.database', 'database_unavailable'],
      ['checks.migrations', 'database_unavailable'],
    ],
  },
  {
    name: 'with the schema of another version',
    options: { isMigrated: async () => false },
    details: [['checks.migrations', 'schema_outdated']],
  },
  {
    name: 'that waits for its start',
    options: { engineState: () => 'waiting' },
    details: [['checks.engine', 'engine_waiting']],
  },
  {
    name: 'that stops',
    options: { engineState: () => 'stopping' },
    details: [['checks.engine', 'engine_stopping']],
  },
  {
    name: 'with two troubles',
    options: { isMigrated: async () => false, engineState: () => 'stopping' },
    details: [
      ['checks.migrations', 'schema_outdated'],
      ['checks.engine', 'engine_stopping'],
    ],
  },
]

for (const { name, options, details } of troubles) {
  test(`a server ${name} is not ready and reports the failed check`, async () => {
    const answer = await setUp(options)('GET', 'readyz')
    assert.equal(answer.status, 503)
    const error = errorOf(answer)
    assert.equal(error.error_code, 'NOT_READY')
    assert.deepEqual(
      error.details?.map(({ path, code }) => [path, code]),
      details,
    )
    for (const { message } of error.details ?? []) assert.match(message, /\d ms\)\.$/)
  })
}
