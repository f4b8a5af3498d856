/** `npm run build && npm run test:binary`: the executable does the whole job with nothing beside it. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { freePort, listening } from '../support/net/listening.ts'
import { namespacesMissing } from '../support/process/namespaces.ts'
import { type Installation, install, residentMemory, runPlain, runSealed } from './sealed-process.ts'

const EXECUTABLE = join(import.meta.dirname, '../../dist/scriptd')
const STARTS = 5

const reasonToSkip = namespacesMissing()

const serve = async (t: TestContext, installation: Installation, run = runSealed) => {
  const port = await freePort()
  const startedAt = performance.now()
  const child = run(installation, ['serve', '--port', String(port)])
  t.after(() => child.kill('SIGKILL'))
  await listening(port, child)
  const startMs = performance.now() - startedAt
  const call = async (method: string, path: string, body?: unknown) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      headers: { 'Content-Type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    assert.ok(response.ok, `${method} ${path} ${response.status} ${text.slice(0, 500)}`)
    return text
  }
  const stop = async () => {
    child.kill('SIGTERM')
    const [code] = await once(child, 'exit')
    return code
  }
  return { call, startMs, stop, pid: child.pid ?? 0 }
}

const script = {
  name: 'Main job',
  nodes: [
    { id: 'start', type: 'start' },
    { id: 'sum', type: 'transform', parameters: { expression: '$sum(input.prices)' } },
    { id: 'double', type: 'code', parameters: { code: 'return input * 2' } },
    {
      id: 'write',
      type: 'file_write',
      parameters: { path: 'sum.txt', content: '{{ nodes.double }}', format: 'text' },
    },
    { id: 'end', type: 'end', parameters: { output: { sum: '{{ nodes.double }}' } } },
  ],
  connections: {
    start: [{ target: 'sum' }],
    sum: [{ target: 'double' }],
    double: [{ target: 'write' }],
    write: [{ target: 'end' }],
  },
}

test('the executable alone does the main job, and goes on where it stopped', {
  skip: reasonToSkip,
}, async (t) => {
  const installation = await install(t, EXECUTABLE)
  const first = await serve(t, installation)
  await first.call('POST', '/api/scripts', script)
  const answer = await first.call('POST', '/api/scripts/1/execute', { input: { prices: [1, 2, 3] } })
  const { data: execution } = JSON.parse(answer)
  assert.equal(execution.status, 'completed', answer)
  assert.deepEqual(execution.output, { sum: 12 })
  assert.match(await first.call('GET', '/docs'), /swagger-ui/)
  assert.ok((await first.call('GET', '/docs/swagger-ui-bundle.js')).length > 500_000)
  assert.equal(JSON.parse(await first.call('GET', '/openapi.json')).info.title, 'scriptd')
  assert.equal(await first.stop(), 0)

  const second = await serve(t, installation)
  const { data: kept } = JSON.parse(await second.call('GET', `/api/executions/${execution.id}`))
  assert.deepEqual(kept, execution)
  assert.equal(await second.stop(), 0)

  const left = await readdir(installation.data)
  assert.deepEqual(left.sort(), ['data', 'workspace'])
  assert.deepEqual(
    (await readdir(join(installation.data, 'data'))).filter((name) => name.startsWith('.scriptd-')),
    [],
  )
})

test('the executable finds the code that was compiled for it', () => {
  const { stdout, stderr } = spawnSync(EXECUTABLE, ['--version'], { encoding: 'utf8', env: {} })
  assert.match(stdout, /^scriptd /)
  // A warning would stand here.
  assert.equal(stderr, '')
})

test('how long it takes to listen, and how much memory it holds idle', { skip: reasonToSkip }, async (t) => {
  const installation = await install(t, EXECUTABLE)
  const figures: { ms: number; all: number; anonymous: number }[] = []
  for (let start = 0; start <= STARTS; start++) {
    const server = await serve(t, installation, runPlain)
    await delay(500)
    // The first start makes the database and warms the cache.
    if (start > 0) figures.push({ ms: server.startMs, ...(await residentMemory(server.pid)) })
    await server.stop()
  }
  const middle = (of: (figure: (typeof figures)[number]) => number) =>
    figures.map(of).sort((a, b) => a - b)[Math.floor(STARTS / 2)] ?? Number.NaN
  t.diagnostic(
    `listening after ${Math.round(middle(({ ms }) => ms))} ms; idle ${middle(({ all }) => all)} MB resident, ` +
      `${middle(({ anonymous }) => anonymous)} MB of it not the program's own file (medians of ${STARTS})`,
  )
})
