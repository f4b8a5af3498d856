import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AppError } from '../../../src/domain/errors.ts'
import { unconditional } from '../../../src/domain/precondition.ts'
import type { SecretService } from '../../../src/features/secrets/service.ts'
import { newKeyText } from '../../../src/lib/store/keyring.ts'
import { createSecrets } from '../../support/secrets/secret-service.ts'

const VALUE = 'hunter2-hunter2'
const [OLD, NEW, OTHER] = [newKeyText(), newKeyText(), newKeyText()] as const

const set = (service: SecretService, name: string, value = VALUE) =>
  service.set({ name, value, precondition: unconditional })

const unavailable = { code: 'SECRET_UNAVAILABLE', retryable: false }

test('the engine gets the unchanged value', async (t) => {
  const service = (await createSecrets(t)).serviceWith(NEW)
  for (const value of [VALUE, ' \ttwo\r\nlines\n', '패스워드입니다만 😀', 'x'.repeat(65_536)]) {
    await set(service, 'key', value)
    assert.equal(await service.get('key'), value)
  }
})

test('after a change the engine gets the new value', async (t) => {
  const { serviceWith, database } = await createSecrets(t)
  const service = serviceWith(NEW)
  await set(service, 'key')
  assert.equal(await service.get('key'), VALUE)
  await database.execute('DELETE FROM secrets')
  assert.equal(await service.get('key'), VALUE, 'it is kept in memory')
  await set(service, 'key', 'another value')
  assert.equal(await service.get('key'), 'another value')
  await service.remove('key', () => true)
  await assert.rejects(service.get('key'), { code: 'SECRET_NOT_FOUND', retryable: false })
})

test('only the key that sealed a secret opens it', async (t) => {
  const { serviceWith } = await createSecrets(t)
  await set(serviceWith(OLD), 'key')
  assert.equal(await serviceWith(NEW, OLD).get('key'), VALUE)
  await assert.rejects(serviceWith(NEW).get('key'), unavailable)
  await assert.rejects(serviceWith().get('key'), unavailable)
})

test('swapped or changed rows cannot be opened', async (t) => {
  const { serviceWith, database } = await createSecrets(t)
  const service = serviceWith(NEW)
  await set(service, 'cheap')
  await set(service, 'dear')
  await database.execute(`UPDATE secrets SET sealed = (SELECT sealed FROM secrets WHERE name = 'cheap')`)
  assert.equal(await serviceWith(NEW).get('cheap'), VALUE)
  await assert.rejects(serviceWith(NEW).get('dear'), unavailable)
})

test('a rotation seals all secrets with the first key and reports unneeded keys', async (t) => {
  const { serviceWith, repository } = await createSecrets(t)
  await set(serviceWith(OLD), 'a')
  await set(serviceWith(OTHER), 'b')
  const service = serviceWith(NEW, OTHER, OLD)
  await set(service, 'c')
  const before = await repository.all()
  assert.equal(await service.get('a'), VALUE)
  assert.deepEqual(await service.rotate(), { secrets: 3, resealed: 2, unneeded_keys: [2, 3] })
  const after = await repository.all()
  assert.deepEqual(
    after.map(({ updated_at }) => updated_at),
    before.map(({ updated_at }) => updated_at),
  )
  for (const name of ['a', 'b', 'c']) assert.equal(await serviceWith(NEW).get(name), VALUE)
  assert.deepEqual(await service.rotate(), { secrets: 3, resealed: 0, unneeded_keys: [2, 3] })
  assert.deepEqual(await serviceWith(NEW).rotate(), { secrets: 3, resealed: 0, unneeded_keys: [] })
})

test('a rotation that cannot open a secret changes nothing and names the secret', async (t) => {
  const { serviceWith, repository } = await createSecrets(t)
  await set(serviceWith(OLD), 'a')
  await set(serviceWith(OTHER), 'b')
  await set(serviceWith(OTHER), 'c')
  const before = await repository.all()
  await assert.rejects(serviceWith(NEW, OLD).rotate(), (error) => {
    assert.ok(error instanceof AppError)
    assert.equal(error.code, 'SECRET_UNAVAILABLE')
    assert.deepEqual(
      error.details?.map(({ path }) => path),
      ['b', 'c'],
    )
    return true
  })
  assert.deepEqual(await repository.all(), before)
})

test('changes and deletions during a rotation are kept', async (t) => {
  const { serviceWith } = await createSecrets(t)
  for (const name of ['a', 'b', 'c']) await set(serviceWith(OLD), name)
  const service = serviceWith(NEW, OLD)
  const rotation = service.rotate()
  await Promise.all([rotation, set(service, 'a', 'another value'), service.remove('b', () => true)])
  assert.equal(await serviceWith(NEW).get('a'), 'another value')
  await assert.rejects(service.get('b'), { code: 'SECRET_NOT_FOUND' })
  assert.equal(await serviceWith(NEW).get('c'), VALUE)
})

test('secrets that cannot be read are named in a warning', async (t) => {
  const { serviceWith, log } = await createSecrets(t)
  for (const name of ['a', 'b']) await set(serviceWith(OLD), name)
  await set(serviceWith(NEW), 'c')
  await serviceWith(NEW, OLD).warnOfUnavailable()
  assert.deepEqual(log.lines, [])
  await serviceWith(NEW).warnOfUnavailable()
  await serviceWith().warnOfUnavailable()
  assert.deepEqual(
    log.lines.map(({ level, names }) => [level, names]),
    [
      ['warn', ['a', 'b']],
      ['warn', ['a', 'b', 'c']],
    ],
  )
})

test('there are at most 1000 secrets', async (t) => {
  const { serviceWith, repository } = await createSecrets(t)
  const row = { key_id: '', sealed: '', created_at: '', updated_at: '' }
  await Promise.all(
    Array.from({ length: 1000 }, (_, index) => repository.save({ ...row, name: `s${index}` })),
  )
  const service = serviceWith(NEW)
  await assert.rejects(set(service, 'another'), { code: 'VALIDATION_FAILED' })
  await set(service, 's1')
  await service.remove('s2', () => true)
  await set(service, 'another')
})
