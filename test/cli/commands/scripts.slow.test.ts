import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { parse } from 'yaml'
import { MAIN, nodeArgs } from '../../support/process/command.ts'
import { createQuietHome } from '../../support/process/command-line.ts'

const script = (name: string, more: object = {}) => ({ name, nodes: [{ id: 'a', type: 'start' }], ...more })
const calling = (scriptId: number) => ({
  id: 'call',
  type: 'sub_script',
  parameters: { script_id: scriptId },
})
const fileOf = (...scripts: readonly unknown[]) => JSON.stringify({ scripts })

test('import creates the database, replaces by name, and leaves what is the same', async (t) => {
  const { call, folder } = await createQuietHome(t)
  const load = async (...scripts: readonly object[]) =>
    (await call(['import', '-'], { input: fileOf(...scripts) })).stdout.split('\n')
  assert.deepEqual(await load(script('a'), script('b')), ['created       1  a', 'created       2  b', ''])
  assert.deepEqual(await load(script('c'), script('b', { active: false }), script('a')), [
    'created       3  c',
    'replaced      2  b',
    'unchanged     1  a',
    '',
  ])
  const { scripts } = JSON.parse((await call(['export', '2'])).stdout)
  assert.deepEqual([scripts.length, scripts[0].id, scripts[0].active], [1, 2, false])
  assert.ok(!existsSync(join(folder, 'workspace')))
})

test('one script as the API takes it, and a name with spaces around it, can be imported', async (t) => {
  const { call } = await createQuietHome(t)
  const input = JSON.stringify(script(' a '))
  assert.equal((await call(['import', '-'], { input })).stdout, 'created       1  a\n')
  assert.equal((await call(['import', '-'], { input })).stdout, 'unchanged     1  a\n')
})

test('a file with anything wrong changes nothing, and all of it is told', async (t) => {
  const { call } = await createQuietHome(t)
  await call(['import', '-'], { input: fileOf(script('a')) })
  const scripts = [
    script('a', { id: 1, active: false }),
    script('b', { id: 1, nodes: [{ id: 'x', type: 'sum' }], connections: { x: [{ target: 'y' }] } }),
    script('a', { id: 'one' }),
    null,
  ]
  const { code, stdout, stderr } = await call(['import', '-'], { input: fileOf(...scripts) })
  assert.deepEqual([code, stdout], [1, ''])
  const [first, ...problems] = stderr.trimEnd().split('\n')
  assert.equal(first, 'scriptd: the standard input cannot be used')
  assert.deepEqual(
    problems.map((line) => line.trim().split(': ')[0]),
    [
      'scripts.1.id',
      'scripts.2.id',
      'scripts.1.nodes.0.type',
      'scripts.1.connections.x.0.target',
      'scripts.2',
      'scripts.3',
    ],
  )
  assert.equal((await call(['import', '-', '--dry-run'], { input: fileOf(...scripts) })).code, 1)
  assert.equal(JSON.parse((await call(['export'])).stdout).scripts[0].active, true)
})

test('a file that is neither a script nor a list of them is refused', async (t) => {
  const { call, database } = await createQuietHome(t)
  for (const [input, reason] of [
    ['{"scripts": {}}', '"scripts" in the standard input is not a list'],
    ['{"scripts": [], "version": 1}', 'the standard input has "version" next to "scripts"'],
    ['7', 'the standard input does not contain a script'],
  ] as const) {
    const { code, stderr } = await call(['import', '-'], { input })
    assert.deepEqual([code, stderr], [1, `scriptd: ${reason}\n`])
  }
  assert.ok(!existsSync(database))
})

test('a dry run tells what would be done and does nothing', async (t) => {
  const { call, database } = await createQuietHome(t)
  const plan = (...scripts: readonly object[]) =>
    call(['import', '-', '--dry-run'], { input: fileOf(...scripts) })
  assert.equal((await plan(script('a'))).stdout, 'would be created     new  a\n')
  assert.ok(!existsSync(database))

  // The script that is called has the number of another one here, and will get one of its own.
  const caller = script('caller', { nodes: [calling(1)] })
  await call(['import', '-'], { input: fileOf(script('a'), caller) })
  const { stdout } = await plan(script('a'), caller, script('new', { id: 1 }))
  assert.deepEqual(stdout.split('\n'), [
    'would be unchanged     1  a',
    'would be replaced      2  caller',
    'would be created     new  new',
    '',
  ])
  assert.equal(JSON.parse((await call(['export'])).stdout).scripts.length, 2)
})

test('calls follow the scripts of the file, in circles too; others keep their number, which is told', async (t) => {
  const { call } = await createQuietHome(t)
  await call(['import', '-'], { input: fileOf(script('first')) })
  const { stdout, stderr } = await call(['import', '-'], {
    input: fileOf(
      script('ping', { id: 7, nodes: [calling(8)] }),
      script('pong', { id: 8, nodes: [calling(7), { ...calling(99), id: 'far' }] }),
    ),
  })
  assert.deepEqual(stdout.split('\n').sort(), ['', 'created       2  ping', 'created       3  pong'])
  assert.equal(
    stderr,
    'scriptd: note: scripts.1.nodes.1.parameters.script_id: Script 99 is not in the file. The id is kept.\n',
  )
  const exported = await call(['export'])
  const { scripts } = JSON.parse(exported.stdout)
  const ids = scripts.map(({ nodes }: { nodes: ReturnType<typeof calling>[] }) =>
    nodes.map(({ parameters }) => parameters.script_id),
  )
  assert.deepEqual(ids, [[undefined], [3], [2, 99]])
  assert.match(exported.stderr, /^scriptd: note: scripts\.2\.nodes\.1\..*Script 99 is not in the file/)
})

test('export writes chosen scripts in the order of their ids, as JSON or YAML, to a file or not', async (t) => {
  const { call, folder } = await createQuietHome(t)
  await call(['import', '-'], { input: fileOf(script('a'), script('b'), script('c')) })
  const all = JSON.parse((await call(['export', '3', 'a', '3'])).stdout)
  assert.deepEqual(Object.keys(all.scripts[0]), [
    'id',
    'name',
    'description',
    'active',
    'execution_order',
    'retention',
    'strict',
    'tags',
    'timeout_ms',
    'max_concurrent',
    'on_max_concurrent',
    'on_failure',
    'on_success',
    'nodes',
    'connections',
  ])
  assert.deepEqual(
    all.scripts.map(({ name }: { name: string }) => name),
    ['a', 'c'],
  )
  assert.deepEqual(parse((await call(['export', '1', '3', '--yaml'])).stdout), all)

  for (const [name, read] of [
    ['out.yaml', (text: string) => parse(text)],
    ['out.json', (text: string) => JSON.parse(text)],
  ] as const) {
    const path = join(folder, name)
    const { code, stdout } = await call(['export', '1', '3', '--output', path])
    assert.deepEqual([code, stdout], [0, ''])
    assert.deepEqual(read(await readFile(path, 'utf8')), all)
  }
})

test('an export that is not possible writes nothing', async (t) => {
  const { call, folder } = await createQuietHome(t)
  await call(['import', '-'], { input: fileOf(script('a')) })
  const path = join(folder, 'out.json')
  await writeFile(path, 'before')
  const unknown = await call(['export', '1', '7', '--output', path])
  assert.deepEqual([unknown.code, unknown.stderr], [1, 'scriptd: Script 7 was not found.\n'])
  assert.equal(await readFile(path, 'utf8'), 'before')

  const nowhere = join(folder, 'none/out.json')
  assert.deepEqual(await call(['export', '--output', nowhere]), {
    code: 1,
    stdout: '',
    stderr: `scriptd: cannot write ${nowhere}: ENOENT\n`,
  })
  // What is no file is written to and stays what it is.
  const device = await call(['export', '--output', '/dev/null'])
  assert.deepEqual([device.code, device.stdout], [0, ''])
  assert.ok((await stat('/dev/null')).isCharacterDevice())

  await call(['import', '-'], { input: fileOf(script('Order totals')) })
  const mistake = await call(['export', 'order total', '--output', path])
  const problem = 'scriptd: there is no script "order total"; did you mean "Order totals"?\n'
  assert.deepEqual([mistake.code, mistake.stderr], [1, problem])
  assert.equal(await readFile(path, 'utf8'), 'before')
})

test('processes hand scripts on through a pipe', async (t) => {
  const { call, folder } = await createQuietHome(t)
  const nodes = Array.from({ length: 2000 }, (_, index) => ({ id: `node ${index}`, type: 'start' }))
  await call(['import', '-'], { input: fileOf(script('한국어', { nodes })) })
  const program = [process.execPath, ...nodeArgs(MAIN)].map((part) => `"${part}"`).join(' ')
  const { stdout } = await promisify(execFile)(
    'bash',
    ['-c', `set -o pipefail; ${program} export --database-url file:data/scriptd.db | ${program} import -`],
    { cwd: folder, env: { DATABASE_URL: 'file:new/new.db' } },
  )
  assert.equal(stdout, 'created       1  한국어\n')
})

test('validate lists every problem with its place', async (t) => {
  const { call, folder } = await createQuietHome(t)
  const wrong = { nodes: [{ id: 'a', type: 'sum' }], connections: { a: [{ target: 'b' }] }, active: 'yes' }
  const { code, stdout, stderr } = await call(['validate', '-'], { input: fileOf(script('a'), wrong) })
  assert.equal(code, 1)
  assert.deepEqual(
    stdout
      .trimEnd()
      .split('\n')
      .map((line) => line.split(': ')[0]),
    ['scripts.1.name', 'scripts.1.active', 'scripts.1.nodes.0.type', 'scripts.1.connections.a.0.target'],
  )
  assert.equal(stderr, 'scriptd: the standard input is not valid (problems: 4)\n')

  const right = await call(['validate', '-'], { input: fileOf(script('a'), script('b')) })
  assert.deepEqual(right, {
    code: 0,
    stdout: 'the standard input is valid (scripts: 2, nodes: 2)\n',
    stderr: '',
  })
  assert.ok(!existsSync(join(folder, 'workspace')))
})
