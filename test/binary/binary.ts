/** `npm run build && npm run test:binary`: the executable does the main job with nothing beside it. */
import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { ALLOW_DATABASES, doDatabaseJob } from '../support/process/database-job.ts'
import { doMainJob } from '../support/process/main-job.ts'
import { namespacesMissing } from '../support/process/namespaces.ts'
import { serve } from '../support/process/serve.ts'
import { type Installation, install, residentMemory, runPlain, runSealed } from './sealed-process.ts'

const EXECUTABLE = join(import.meta.dirname, '../../dist/scriptd')
const STARTS = 5

const reasonToSkip = namespacesMissing()

const serveWith = (t: TestContext, installation: Installation, run = runSealed) =>
  serve(t, (args) => run(installation, args))

test('the executable alone does the main job, and finds its data again after a restart', {
  skip: reasonToSkip,
}, async (t) => {
  const installation = await install(t, EXECUTABLE)
  const first = await serveWith(t, installation)
  const execution = await doMainJob(first.call)
  assert.equal(await first.stop(), 0)

  const second = await serveWith(t, installation)
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

test('the executable has a driver for each kind of database', { skip: reasonToSkip }, async (t) => {
  const installation = await install(t, EXECUTABLE)
  const server = await serve(t, (args) => runSealed(installation, [...args, ...ALLOW_DATABASES]))
  await doDatabaseJob(t, server.call)
  assert.equal(await server.stop(), 0)
})

test('the executable accepts the compiled code it contains', () => {
  const { stdout, stderr } = spawnSync(EXECUTABLE, ['--version'], { encoding: 'utf8', env: {} })
  assert.match(stdout, /^scriptd /)
  // V8 rejecting the code would cause a warning.
  assert.equal(stderr, '')
})

test('it prints the licences of everything it contains', () => {
  const { stdout } = spawnSync(EXECUTABLE, ['licenses'], { encoding: 'utf8', env: {}, maxBuffer: 2 ** 24 })
  for (const part of [
    'scriptd\n',
    'Node.js is licensed',
    'QuickJS Javascript Engine',
    /^@libsql\/linux\S+ .*\(MIT\)$/m,
    /^pg .*\(MIT\)$/m,
    /^mysql2 .*\(MIT\)$/m,
    /^swagger-ui-dist .*\(Apache-2.0\)$/m,
    /^drizzle-orm .*\(Apache-2.0\)\n\n.+\n\n\s*Apache License/m,
  ]) {
    assert.ok(stdout.search(part) >= 0, String(part))
  }
})

const timeOfBareNode = (): number => {
  const startedAt = performance.now()
  execFileSync(process.execPath, ['-e', '0'])
  return performance.now() - startedAt
}

test('time until it listens, and idle memory', { skip: reasonToSkip }, async (t) => {
  const installation = await install(t, EXECUTABLE)
  const figures: { ms: number; bareMs: number; all: number; anonymous: number }[] = []
  for (let start = 0; start <= STARTS; start++) {
    const server = await serveWith(t, installation, runPlain)
    // A second after it listens, it collects the garbage of the start.
    await delay(2000)
    const bareMs = timeOfBareNode()
    // The first start creates the database and warms the file cache.
    if (start > 0) figures.push({ ms: server.startMs, bareMs, ...(await residentMemory(server.pid)) })
    await server.stop()
  }
  const median = (of: (figure: (typeof figures)[number]) => number) =>
    figures.map(of).sort((a, b) => a - b)[Math.floor(STARTS / 2)] ?? Number.NaN
  t.diagnostic(
    `listening after ${Math.round(median(({ ms }) => ms))} ms, ` +
      `${median(({ ms, bareMs }) => ms / bareMs).toFixed(1)} times as long as "node -e 0" takes; ` +
      `idle ${median(({ all }) => all)} MB resident, ` +
      `${median(({ anonymous }) => anonymous)} MB of it outside the program's own file (medians of ${STARTS})`,
  )
})
