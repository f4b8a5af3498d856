/** `npm run test:package`: packs the project and uses the package as someone does who has nothing but npm. */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { ALLOW_DATABASES, doDatabaseJob } from '../support/process/database-job.ts'
import { doMainJob, mainJobScript } from '../support/process/main-job.ts'
import { serve } from '../support/process/serve.ts'
import { userFolder } from '../support/process/user-folder.ts'
import { pack } from './installed-package.ts'

const work = mkdtempSync(join(tmpdir(), 'scriptd-pack-'))
after(() => rmSync(work, { recursive: true, force: true }))
const tarball = pack(work)

const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim()

test('the tarball holds compiled code, and neither sources nor tests', () => {
  const names = execFileSync('tar', ['-tzf', tarball], { encoding: 'utf8' }).split('\n')
  assert.ok(names.includes('package/bin/scriptd.js'))
  assert.ok(names.includes('package/dist/package/main.js'))
  assert.deepEqual(
    names.filter((name) => /\.ts$|\/(src|test|build|node_modules)\//.test(name)),
    [],
  )
})

test('npm installs it without a warning, and npx runs every main command', async (t) => {
  const user = userFolder(t)
  const installed = user.run('npm', 'install', '--no-audit', '--no-fund', tarball)
  assert.equal(installed.status, 0, installed.stderr)
  assert.doesNotMatch(installed.stderr, /warn/i)

  const version = user.run('npx', 'scriptd', '--version')
  assert.match(version.stdout, new RegExp(`^scriptd \\S+ \\(commit ${commit}, Node 2[6-9]`), version.stderr)

  writeFileSync(join(user.folder, 'job.json'), mainJobScript)
  const valid = user.run('npx', 'scriptd', 'validate', 'job.json')
  assert.equal(valid.status, 0, valid.stderr)
  const done = user.run('npx', 'scriptd', 'run', '--json', '--input', '{"prices":[1,2,3]}', 'job.json')
  assert.equal(done.status, 0, done.stderr)
  assert.deepEqual(JSON.parse(done.stdout).output, { sum: 12 })
  assert.equal(readFileSync(join(user.folder, 'workspace/sum.txt'), 'utf8'), '12')

  writeFileSync(join(user.folder, 'job.yaml'), 'name: One\nnodes: [{ id: one, type: start }]\n')
  const yaml = user.run('npx', 'scriptd', 'run', '--json', '--input', '7', 'job.yaml')
  assert.equal(yaml.status, 0, yaml.stderr)
  assert.equal(JSON.parse(yaml.stdout).output, 7)
  assert.match(user.run('npx', 'scriptd', 'licenses').stdout, /^scriptd\n[\s\S]*\nhono .*\(MIT\)\n/)
  assert.match(user.run('npx', 'scriptd', 'openapi', '--yaml').stdout, /^openapi: 3\.1/)
})

test('without npx, the command starts the Node of the package, serves, and passes signals on', async (t) => {
  const user = userFolder(t)
  user.run('npm', 'install', tarball)
  const server = await serve(t, (args) =>
    user.start('./node_modules/.bin/scriptd', [...args, ...ALLOW_DATABASES]),
  )
  await doMainJob(server.call)
  await doDatabaseJob(t, server.call)
  assert.equal(await server.stop(), 0)
})

test('npx runs it straight from the tarball', (t) => {
  const { stdout, stderr } = userFolder(t).run('npx', '--yes', `--package=${tarball}`, 'scriptd', '--version')
  assert.match(stdout, /^scriptd /, stderr)
})

test('an older Node without the one of the package gets one clear line', (t) => {
  const user = userFolder(t)
  const [major] = user.run('node', '--version').stdout.slice(1).split('.')
  if (Number(major) >= 26) return t.skip('the Node of this machine is recent enough to run the program')
  user.run('npm', 'install', '--omit=optional', tarball)
  const { status, stderr } = user.run('npx', 'scriptd', 'serve')
  assert.equal(status, 1)
  assert.match(stderr, /^scriptd needs Node 26 or newer, and this is Node [^\n]*\n$/)
})
