import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { parseConfig } from '../../../src/config/config.ts'
import { newKeyText } from '../../../src/lib/store/keyring.ts'
import { createTestApp } from '../../support/http/test-app.ts'
import { callCommand } from '../../support/process/command-line.ts'

/** Rotates a database whose one secret was sealed with `old`, with these keys. */
const rotate = async (t: TestContext, { old, keys }: { readonly old: string; readonly keys: string }) => {
  const { request, folder, close } = await createTestApp(t, { env: { SECRETS_KEY: old } })
  await request('PUT', '/api/secrets/API_TOKEN', { body: { value: 'hunter2-hunter2' } })
  await close()
  const env = { DATABASE_URL: `file:${folder}/scriptd.db`, SECRETS_KEY: keys }
  return callCommand({ args: ['secrets', 'rotate'], env })
}

test('new-key prints a key that can be used', async () => {
  const { code, stdout, stderr } = await callCommand({ args: ['secrets', 'new-key'] })
  assert.deepEqual({ code, stderr }, { code: 0, stderr: '' })
  assert.equal(parseConfig({ SECRETS_KEY: stdout.trim() }).secrets.keyring.ids.length, 1)
})

test('rotate tells what was done and which keys can go', async (t) => {
  const old = newKeyText()
  const { code, stdout, stderr } = await rotate(t, { old, keys: `${newKeyText()},${old}` })
  assert.deepEqual({ code, stderr }, { code: 0, stderr: '' })
  assert.match(stdout, /^1 of 1 secrets .*\nkey 2 of SECRETS_KEY is no longer needed.*\n$/)
})

test('rotate names what cannot be read', async (t) => {
  const { code, stdout, stderr } = await rotate(t, { old: newKeyText(), keys: newKeyText() })
  assert.deepEqual({ code, stdout }, { code: 1, stdout: '' })
  assert.match(stderr, /^scriptd: Some secrets cannot be .*\n {2}API_TOKEN: .*\n$/)
})
