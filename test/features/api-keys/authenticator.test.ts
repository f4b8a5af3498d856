import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { Database } from '../../../src/db/client.ts'
import { Writer } from '../../../src/db/writer.ts'
import { Authenticator, type AuthenticatorOptions } from '../../../src/features/api-keys/authenticator.ts'
import { ApiKeyRepository } from '../../../src/features/api-keys/repository.ts'
import { createSecret } from '../../../src/features/api-keys/secret.ts'
import { tokenHash } from '../../../src/lib/store/token-hash.ts'
import { isoTime } from '../../../src/lib/time/clock.ts'
import { createDatabase } from '../../support/db/database.ts'
import { recordStatements } from '../../support/db/recording-client.ts'
import { SteadyClock } from '../../support/time/steady-clock.ts'

const setUp = async (t: TestContext, options: Partial<AuthenticatorOptions> = {}) => {
  const { database } = await createDatabase(t)
  const { client, statements } = recordStatements(database.client)
  const recorded = new Database(client)
  const repository = new ApiKeyRepository(recorded, new Writer(recorded))
  const clock = new SteadyClock()
  const authenticator = new Authenticator({
    repository,
    clock,
    demand: 'once_created',
    operatorToken: 'token',
    leadership: { isLeader: true },
    ...options,
  })
  // As another process would do it.
  const insert = async (id: string) => {
    const secret = createSecret()
    const row = {
      id,
      name: id,
      hash: tokenHash(secret),
      prefix: 'sd_',
      scopes: '["write"]',
      expires_at: null,
    }
    await repository.insert({ ...row, created_at: isoTime(clock.now()) })
    return secret
  }
  return { authenticator, repository, clock, statements, insert }
}

test('a cached key costs no statement', async (t) => {
  const { authenticator, statements, insert } = await setUp(t)
  const secret = await insert('a')
  assert.equal(authenticator.recall(secret), undefined)
  const owner = await authenticator.verify(secret)
  assert.deepEqual(owner, {
    id: 'a',
    scopes: new Set(['write', 'read']),
    expiresAt: Number.POSITIVE_INFINITY,
  })
  assert.equal(await authenticator.demandsKey(), true)
  // The note of its first use, too.
  await new Promise((resolve) => setImmediate(resolve))
  const before = statements.length
  for (let index = 0; index < 100; index++) {
    assert.equal(authenticator.recall(secret), owner)
    assert.equal(await authenticator.demandsKey(), true)
  }
  assert.equal(statements.length, before)
})

test('the absence of keys is cached', async (t) => {
  const { authenticator, statements, insert } = await setUp(t)
  for (let index = 0; index < 10; index++) assert.equal(await authenticator.demandsKey(), false)
  assert.equal(statements.length, 1)
  authenticator.forget(tokenHash(await insert('a')))
  assert.equal(await authenticator.demandsKey(), true)
})

test('text that is not a key is not looked up', async (t) => {
  const { authenticator, statements } = await setUp(t)
  for (const secret of [
    '',
    'x',
    'token',
    `sd_${'x'.repeat(42)}`,
    `sd_${'x'.repeat(44)}`,
    `sd_${'/'.repeat(43)}`,
  ]) {
    assert.equal(await authenticator.verify(secret), undefined)
  }
  assert.equal(statements.length, 0)
})

test('the operator needs no key', async (t) => {
  const { authenticator, statements } = await setUp(t)
  assert.equal(authenticator.recall('token')?.id, 'operator')
  assert.equal(authenticator.recall('tokem'), undefined)
  assert.equal(statements.length, 0)
})

test('a standby server sees the changes of the leader', async (t) => {
  const { authenticator, repository, clock, insert } = await setUp(t, { leadership: { isLeader: false } })
  assert.equal(await authenticator.demandsKey(), false)
  const secret = await insert('a')
  assert.equal(await authenticator.demandsKey(), true)
  assert.equal((await authenticator.verify(secret))?.id, 'a')
  await repository.revoke({ id: 'a', at: isoTime(clock.now()) })
  assert.equal(await authenticator.verify(secret), undefined)
  assert.equal(await authenticator.demandsKey(), true)
  const row = await repository.find('a')
  assert.equal(row?.last_used_at, null)
})

test('the configuration decides whether a key is required', async (t) => {
  assert.equal(await (await setUp(t, { demand: 'always' })).authenticator.demandsKey(), true)
  const { authenticator, insert } = await setUp(t, { demand: 'never' })
  await insert('a')
  assert.equal(await authenticator.demandsKey(), false)
})

test('a use that cannot be recorded does not fail the request', async (t) => {
  const { authenticator, repository, insert } = await setUp(t)
  const secret = await insert('a')
  t.mock.method(repository, 'markUsed', () => Promise.reject(new Error('the disk is full')))
  assert.equal((await authenticator.verify(secret))?.id, 'a')
})
