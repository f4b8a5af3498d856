import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { Execution } from '../../../src/features/executions/schema.ts'
import { createHome } from '../../support/process/command-line.ts'

const sum = {
  name: 'sum',
  nodes: [{ id: 'sum', type: 'transform', parameters: { expression: '$sum(params.prices)' } }],
}

const failing = {
  name: 'failing',
  nodes: [{ id: 'stop', type: 'fail', parameters: { message: 'no stock' } }],
}

const caller = (scriptId: unknown) => ({
  id: 11,
  name: 'caller',
  nodes: [{ id: 'call', type: 'sub_script', parameters: { script_id: scriptId, input: '{{ params }}' } }],
})

const setUp = async (t: TestContext) => {
  const home = await createHome(t)
  const write = async (name: string, content: unknown) => {
    const path = join(home.folder, name)
    await writeFile(
      path,
      typeof content === 'string' || Buffer.isBuffer(content) ? content : JSON.stringify(content),
    )
    return path
  }
  return { ...home, write }
}

const prices = '{"prices": [40, 2]}'

test('a file runs without a server and leaves no database; the nodes are shown as a table', async (t) => {
  const { call, write, folder, database } = await setUp(t)
  const { code, stdout, stderr } = await call(['run', await write('sum.json', sum), '--input', prices])
  assert.equal(code, 0, stderr)
  assert.equal(stderr, '')
  const lines = stdout.split('\n')
  assert.match(lines[0] ?? '', /^node +type +status +port +attempts +ms +error$/)
  assert.match(lines[1] ?? '', /^sum +transform +completed +out +1 +\d+$/)
  assert.match(lines[3] ?? '', /^ex_\w+ completed in \d+ ms$/)
  assert.equal(lines[4], '42')
  assert.ok(!existsSync(database))
  assert.ok(existsSync(join(folder, 'workspace')))
})

test('a warning of a node stands on one line, after the table', async (t) => {
  const { call, write } = await setUp(t)
  const greeting = {
    name: 'greeting',
    nodes: [{ id: 'greet', type: 'transform', parameters: { expression: 'params\n  .name' } }],
  }
  const { code, stdout, stderr } = await call(['run', await write('greeting.json', greeting)])
  assert.equal(code, 0, stderr)
  assert.equal(
    stdout.split('\n').at(3),
    'warning: greet: expression: nothing was found for params   .name. Check the names in it, or write a default with ??, such as input.name ?? "none".',
    stdout,
  )
})

test('with --json the standard output has the execution and nothing else', async (t) => {
  const { call, write } = await setUp(t)
  const { code, stdout } = await call(['run', await write('sum.json', sum), '--json', '--input', prices])
  assert.equal(code, 0)
  const execution = Execution.strict().parse(JSON.parse(stdout))
  assert.deepEqual([execution.input, execution.output], [{ prices: [40, 2] }, 42])
})

test('the input comes from the command line, a file or the standard input', async (t) => {
  const { call, write } = await setUp(t)
  const file = await write('sum.json', sum)
  const cases = [
    [prices, ''],
    [`@${await write('input.json', prices)}`, ''],
    [`@${await write('input.yaml', 'prices: [40, 2]\n')}`, ''],
    ['-', prices],
    ['-', 'prices:\n  - 40\n  - 2\n'],
  ] as const
  for (const [source, input] of cases) {
    const { stdout } = await call(['run', file, '--json', '--input', source], { input })
    assert.equal(JSON.parse(stdout).output, 42, source)
  }
  const without = await call(['run', file, '--json'])
  assert.equal(JSON.parse(without.stdout).input, null)
})

test('what cannot be run is explained, with the exit code of a failure or of a mistake', async (t) => {
  const { call, write, folder } = await setUp(t)
  const cases: readonly (readonly [args: readonly string[], code: number, reason: RegExp])[] = [
    [[join(folder, 'none.json')], 1, /cannot read .*none\.json: there is no such file/],
    [[folder], 1, /cannot read .*: it is a folder/],
    [[await write('cut.json', '{"name": "cut", "nodes": [')], 1, /cannot read .*cut\.json: .*JSON/],
    [[await write('empty.json', '')], 1, /cannot read .*empty\.json: /],
    [[await write('empty.yaml', '')], 1, /(has no script|does not contain a script)/],
    [[await write('list.json', [])], 1, /(has no script|does not contain a script)/],
    [[await write('none-inside.json', { scripts: [] })], 1, /(has no script|does not contain a script)/],
    [[await write('latin.json', Buffer.from('{"name": "M\xfcller"}', 'latin1'))], 1, /it is not UTF-8 text/],
    [
      [await write('wrong.json', { name: 'a', nodes: [{ id: 'a', type: 'sum' }] })],
      1,
      /\n {2}nodes\.0\.type: .*"sum"/,
    ],
    [[await write('two.json', { scripts: [sum, failing] })], 1, /choose one with --script: sum, failing/],
    [
      [await write('two.json', { scripts: [sum, failing] }), '--script', 'third'],
      1,
      /no script named "third"/,
    ],
    [[await write('sum.json', sum), '--input', '{"n":1e400}'], 2, /--input.*number at "n" is out of range/],
    [[await write('sum.json', sum), '--input', '{'], 2, /--input.*must be JSON/],
    [[await write('sum.json', sum), '--input', '@none'], 1, /cannot read none: there is no such file/],
    [
      [await write('sum.json', sum), '--input', `@${await write('bad.yaml', 'a: [')}`],
      1,
      /bad\.yaml: .* at line 1/,
    ],
    [[await write('sum.json', sum), '--input', '-'], 1, /cannot read the standard input/],
    [[], 2, /missing required argument/],
  ]
  for (const [args, code, reason] of cases) {
    const answer = await call(['run', ...args], { input: '{"a": [}' })
    assert.deepEqual([answer.code, answer.stdout], [code, ''], answer.stderr)
    assert.match(answer.stderr, reason)
    assert.match(answer.stderr, /^scriptd: [^\n]+(\n {2}\S[^\n]*)*\n$/)
  }
})

test('a script of a file calls others of the same file; one that is not there is a problem', async (t) => {
  const { call, write } = await setUp(t)
  const both = await write('both.json', { scripts: [caller(12), { ...sum, id: 12 }] })
  const { code, stdout } = await call(['run', both, '--script', 'caller', '--json', '--input', prices])
  assert.deepEqual([code, JSON.parse(stdout).output], [0, 42])

  // In the database of the run the caller itself has the id 1.
  const alone = await call(['run', await write('alone.json', caller(1))])
  assert.equal(alone.code, 1)
  assert.match(alone.stderr, /\n {2}nodes\.0\.parameters\.script_id: Script 1 is not in the file\.\n$/)
})

test('a failed execution is shown, and the exit code says so', async (t) => {
  const { call, write } = await setUp(t)
  const file = await write('failing.json', failing)
  const { code, stdout, stderr } = await call(['run', file])
  assert.equal(code, 1)
  assert.match(stdout, /^stop +fail +failed .* no stock$/m)
  assert.match(stderr, /^scriptd: execution ex_\w+ failed: \w+: no stock\n$/)
  assert.equal(JSON.parse((await call(['run', file, '--json'])).stdout).status, 'failed')
})

test('a person at a terminal sees each node when it has finished', async (t) => {
  const { call, write } = await setUp(t)
  const seen: string[] = []
  const file = await write('sum.json', sum)
  await call(['run', file, '--input', prices], { watch: (text) => void seen.push(text) })
  assert.deepEqual(seen, ['   1 sum completed\n'])
})

test('a large input is taken; one that is too large is refused', async (t) => {
  const { call, write } = await setUp(t)
  const file = await write('sum.json', sum)
  const large = await write('large.json', { prices: Array(500_000).fill(1) })
  const { code, stdout, stderr } = await call(['run', file, '--json', '--input', `@${large}`])
  assert.equal(code, 0, stderr)
  assert.equal(JSON.parse(stdout).output, 500_000)
  const refused = await call(['run', file, '--input', `@${large}`], { env: { BODY_LIMIT_BYTES: '1000000' } })
  assert.deepEqual([refused.code, refused.stdout], [1, ''])
  assert.match(refused.stderr, /^scriptd: .*larger than 1000000 bytes \(BODY_LIMIT_BYTES\).*\n$/)
})

test('a signal to stop cancels the execution and waits for its end', async (t) => {
  const { call, write } = await setUp(t)
  const nodes = [
    { id: 'first', type: 'start' },
    { id: 'long', type: 'wait', parameters: { ms: 60_000 } },
  ]
  const file = await write('long.json', { name: 'long', nodes, connections: { first: [{ target: 'long' }] } })
  const stop = new AbortController()
  const { code, stdout, stderr } = await call(['run', file], {
    stop: stop.signal,
    watch: () => stop.abort('SIGINT'),
  })
  assert.equal(code, 1)
  assert.match(stdout, /^first +start +completed/m)
  assert.match(stdout, /^long +wait +cancelled/m)
  assert.match(stderr, /execution ex_\w+ cancelled/)
})

test('a script of the database runs in it and the execution is kept', async (t) => {
  const { call, write } = await setUp(t)
  await call(['import', await write('sum.json', sum)])
  const { code, stdout } = await call(['run', '1', '--input', prices])
  assert.equal(code, 0)
  assert.match(stdout, /\n42\n$/)
  assert.equal(JSON.parse((await call(['stats', '--json'])).stdout).executions.completed, 1)

  const unknown = await call(['run', '2'])
  assert.deepEqual([unknown.code, unknown.stderr], [1, 'scriptd: Script 2 was not found.\n'])
})

test('a database that does not exist is named and not made', async (t) => {
  const { call, database } = await setUp(t)
  for (const args of [['run', '1'], ['stats'], ['export'], ['export', '1']]) {
    const { code, stdout, stderr } = await call(args)
    assert.deepEqual([code, stdout, stderr], [1, '', `scriptd: there is no database ${database}\n`])
  }
  assert.ok(!existsSync(database))
})

test('file nodes work in the real workspace', async (t) => {
  const { call, write, folder } = await setUp(t)
  const parameters = { path: 'out.txt', content: 'hello' }
  const file = await write('write.json', { name: 'w', nodes: [{ id: 'w', type: 'file_write', parameters }] })
  assert.equal((await call(['run', file])).code, 0)
  assert.equal(await readFile(join(folder, 'workspace/out.txt'), 'utf8'), 'hello')
})
