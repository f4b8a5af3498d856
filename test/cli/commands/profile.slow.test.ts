import assert from 'node:assert/strict'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { startServer } from '../../support/http/server.ts'
import { startReceiver } from '../../support/net/collector.ts'
import { refusedUrl } from '../../support/net/refused.ts'
import { createFolder, runCommand } from '../../support/process/command.ts'
import { callCommand } from '../../support/process/command-line.ts'

const profileOf = async (path: string) => {
  const profile = JSON.parse(await readFile(path, 'utf8'))
  assert.ok(profile.nodes.length > 0 && profile.endTime > profile.startTime)
}

test('a profile of a running server becomes a file and two tables', async (t) => {
  const { url } = await startServer(t)
  const cwd = await createFolder(t)
  const { code, stdout, stderr } = await runCommand(t, { args: ['profile', url, '--seconds', '1'], cwd })
  assert.deepEqual({ code, stderr }, { code: 0, stderr: '' })
  const [file = '', ...others] = await readdir(cwd)
  assert.deepEqual(others, [])
  assert.match(file, /^scriptd-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d-\d{3}Z\.cpuprofile$/)
  await profileOf(join(cwd, file))
  assert.ok(stdout.startsWith(`${file}: `))
  assert.match(
    stdout,
    /: \d+\.\d s, \d+ samples\n\nTime in the function itself\n.+\n\nTime in the function and what it calls\n/s,
  )
})

/** A server that answers with what a profile of one function would be. */
const startFake = (t: TestContext, status: number, body: unknown) =>
  startReceiver(t, (response) =>
    response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body)),
  )

const work = {
  function: 'work',
  url: 'file:///app/src/main.ts',
  line: 7,
  self_ms: 1234.56,
  self_percent: 24.7,
  total_ms: 2000,
  total_percent: 40,
}
const data = { duration_ms: 5000, samples: 4000, top_self: [work], top_total: [], profile: { nodes: [] } }

test('the API key is sent, and the tables say where a function is', async (t) => {
  const fake = await startFake(t, 200, { success: true, data })
  const env = { SCRIPTD_API_KEY: 'sd_environment' }
  const folder = await createFolder(t)
  const record = (url: string, file: string, ...flags: readonly string[]) =>
    callCommand({ args: ['profile', url, '--output', join(folder, file), ...flags], env })
  const first = await record(`${fake.url}/base/`, 'a.cpuprofile')
  assert.equal(
    first.stdout,
    `${join(folder, 'a.cpuprofile')}: 5.0 s, 4000 samples\n\n` +
      'Time in the function itself\n' +
      '   self ms         %  total ms         %  function\n' +
      '    1234.6      24.7    2000.0      40.0  work  /app/src/main.ts:7\n\n' +
      'Time in the function and what it calls\n  The processor was idle.\n',
  )
  await record(fake.url, 'b.cpuprofile', '--key', 'sd_flag')
  assert.deepEqual(
    fake.requests.map(({ path, headers }) => [path, headers.authorization]),
    [
      ['/base/api/debug/profile?seconds=5', 'Bearer sd_environment'],
      ['/api/debug/profile?seconds=5', 'Bearer sd_flag'],
    ],
  )
})

test('a file that is there already is not overwritten', async (t) => {
  const { url, requests } = await startFake(t, 200, { success: true, data })
  const old = join(await createFolder(t), 'old')
  await writeFile(old, 'precious')
  const { code, stderr } = await callCommand({ args: ['profile', url, '--output', old] })
  assert.deepEqual({ code, stderr }, { code: 1, stderr: `scriptd: cannot write ${old}: it already exists\n` })
  assert.equal(await readFile(old, 'utf8'), 'precious')
  assert.deepEqual(requests, [])
})

test('why there is no profile is said in one line', async (t) => {
  const refusing = await startFake(t, 409, { message: 'One is recorded.', error_code: 'PROFILE_RUNNING' })
  const other = await startFake(t, 404, 'Not Found')
  const fake = await startFake(t, 200, { success: true, data })
  const refused = await refusedUrl(t)
  const cases = [
    [[refusing.url], 1, `scriptd: ${refusing.url}/ answered 409: One is recorded. (PROFILE_RUNNING)\n`],
    [[other.url], 3, /\(404\) cannot be read; it may be of another version, or not be scriptd\n$/],
    [[refused], 3, /cannot reach .+ nothing listens there.+\(ECONNREFUSED\)\n$/],
    [['http://127.0.0.1:9'], 3, 'scriptd: cannot reach http://127.0.0.1:9/: bad port\n'],
    [['127.0.0.1'], 2, /must begin with http/],
    [[fake.url, '--output', 'no/such/folder'], 1, 'scriptd: cannot write no/such/folder: ENOENT\n'],
    [[other.url, '--seconds', '61'], 2, /must be a whole number from 1 to 60/],
    [[], 2, /the address of the server is missing: --url or SCRIPTD_URL/],
  ] as const
  for (const [args, code, message] of cases) {
    const answer = await callCommand({ args: ['profile', ...args] })
    assert.deepEqual([answer.code, answer.stdout], [code, ''])
    if (typeof message === 'string') assert.equal(answer.stderr, message)
    else assert.match(answer.stderr, message)
  }
})
