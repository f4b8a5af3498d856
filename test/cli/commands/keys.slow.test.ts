import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { startServer } from '../../support/http/server.ts'
import { callCommand, createHome } from '../../support/process/command-line.ts'

const createKey = ['keys', 'create', '--name', 'nightly', '--scope', 'read', 'execute']

const setUp = async (t: TestContext) => {
  const { env } = await createHome(t)
  return (...args: string[]) => callCommand({ args, env })
}

test('a key is made before there is a database, listed without its secret, and revoked', async (t) => {
  const call = await setUp(t)
  assert.equal((await call('keys', 'list')).code, 1)

  const made = await call(...createKey, '--expires', '2999-01-01T00:00:00Z')
  assert.equal(made.code, 0, made.stderr)
  assert.match(made.stdout, /^sd_[\w-]{43}\n$/)
  const [id = ''] = /^key_\w{26}/.exec(made.stderr) ?? []

  const { stdout: listed } = await call('keys', 'list')
  assert.match(listed, new RegExp(`${id}  nightly  sd_\\S{6}  read execute  never +until 2999-01-01`))
  assert.ok(!listed.includes(made.stdout.trim()))

  assert.equal((await call('keys', 'revoke', id)).stderr, `nightly (${id}) is revoked\n`)
  assert.match((await call('keys', 'list')).stdout, /revoked \d{4}-/)
})

test('what is wrong with a key is said', async (t) => {
  const call = await setUp(t)
  const cases: readonly (readonly [code: number, said: RegExp, ...args: readonly string[]])[] = [
    [2, /--name/, 'keys', 'create', '--scope', 'read'],
    [2, /Allowed choices are read, write, execute, admin/, 'keys', 'create', '--name', 'a', '--scope', 'all'],
    [1, /expires_at/, ...createKey, '--expires', 'tomorrow'],
    [2, /missing required argument/, 'keys', 'revoke'],
  ]
  for (const [code, said, ...args] of cases) {
    const answer = await call(...args)
    assert.deepEqual([answer.code, answer.stdout], [code, ''], args.join(' '))
    assert.match(answer.stderr, said)
  }
})

test('an id that no key has is answered with where to find the ids', async (t) => {
  const call = await setUp(t)
  await call(...createKey)
  for (const id of ['nope', 'key_01KARDDJ80FXR3ZC8PCBFZ4WQZ']) {
    const { code, stderr } = await call('keys', 'revoke', id)
    assert.equal(code, 1)
    assert.equal(stderr, `scriptd: there is no API key "${id}"; "scriptd keys list" shows their ids\n`)
  }
})

test('a running server makes the key, and demands it from then on', async (t) => {
  const { url, database } = await startServer(t)
  const env = { DATABASE_URL: `file:${database}` }
  const statusFor = async (headers = {}) => (await fetch(`${url}/api/scripts`, { headers })).status
  assert.equal(await statusFor(), 200)
  const { stdout } = await callCommand({ args: createKey, env })
  assert.equal(await statusFor(), 401)
  assert.equal(await statusFor({ Authorization: `Bearer ${stdout.trim()}` }), 200)
})
