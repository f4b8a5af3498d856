import assert from 'node:assert/strict'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { createQuietHome } from '../../support/process/command-line.ts'

const call = {
  id: 'call',
  type: 'http_request',
  parameters: { url: '{{ $vars.SHOP }}/a', auth: { type: 'bearer', token: '{{ $secret("TOKEN") }}' } },
}
const daily = { name: 'Daily', cron: '@daily', input: { day: '{{ schedule.time }}' } }
const push = { name: 'Push', delivery_id: 'X-Id' }
const over = { name: 'Over', at: '2020-01-01T00:00:00Z' }
const report = { name: 'Report', nodes: [call], schedules: [daily, over], webhooks: [push] }
const variables = [{ name: 'SHOP', value: 'https://shop.example.com' }]

const toDo = [
  'scriptd: to do: webhook 1 "Push" is new: "scriptd webhooks rotate 1" prints its address',
  'scriptd: to do: the secret TOKEN is not set: "scriptd secrets set TOKEN"',
  'scriptd: to do: the variable SHOP is not set: "scriptd variables set SHOP <value>"',
]

test('a script brings its schedules and webhooks along, and what is to be set is told', async (t) => {
  const { call } = await createQuietHome(t)
  const input = JSON.stringify({ scripts: [report], variables })
  const load = async (...args: readonly string[]) => {
    const { code, stdout, stderr } = await call(['import', '-', ...args], { input })
    assert.equal(code, 0, stderr)
    return { lines: stdout.trimEnd().split('\n'), told: stderr.trimEnd().split('\n') }
  }
  const notes = [
    'scriptd: note: the variables of the file (1) are left out; --variables imports them',
    'scriptd: note: schedule "Over" of "Report" is left out: it would not start any more',
  ]
  const dry = await load('--dry-run')
  assert.deepEqual(dry.lines, [
    'would be created     new  Report',
    'would be created     new  schedule "Daily" of "Report"',
    'would be created     new  webhook "Push" of "Report"',
  ])
  assert.deepEqual(dry.told, [...notes, ...toDo.slice(1)])
  const first = await load()
  assert.deepEqual(first.lines, [
    'created       1  Report',
    'created       1  schedule "Daily" of "Report"',
    'created       1  webhook "Push" of "Report"',
  ])
  assert.deepEqual(first.told, [...notes, ...toDo])
  const second = await load('--variables')
  assert.deepEqual(
    second.lines.map((line) => line.split(' ')[0]),
    ['created', 'unchanged', 'unchanged', 'unchanged'],
  )
  assert.deepEqual(second.told, [notes[1], toDo[1]])
  assert.deepEqual((await load('--variables', '--dry-run')).lines, [
    'would be unchanged     -  variable SHOP',
    'would be unchanged     1  Report',
    'would be unchanged     1  schedule "Daily" of "Report"',
    'would be unchanged     1  webhook "Push" of "Report"',
  ])
})

test('schedules that have ended do not keep an export from being imported', async (t) => {
  const { call } = await createQuietHome(t)
  const ended = { name: 'Ended', cron: '@daily', ends_at: '2020-01-01T00:00:00Z' }
  const far = ((new Date().getUTCMonth() + 6) % 12) + 1
  const done = { name: 'Done', cron: `0 0 1 ${far} *`, ends_at: new Date(Date.now() + 1000_000) }
  const load = (schedules: readonly unknown[]) =>
    call(['import', '-'], { input: JSON.stringify({ name: 'Old', nodes: [], schedules }) })
  const { code, stdout, stderr } = await load([ended, done, daily])
  assert.equal(code, 0, stderr)
  assert.deepEqual(stdout.match(/"\w+"/g), ['"Daily"', '"Old"'])
  const notes = ['Ended', 'Done'].map(
    (name) => `scriptd: note: schedule "${name}" of "Old" is left out: it would not start any more\n`,
  )
  assert.equal(stderr, notes.join(''))
  const wrong = await load([{ name: 'Never', cron: '0 0 30 2 *' }])
  assert.equal(wrong.code, 1)
})

test('an export goes to another database with everything but tokens, and comes back unchanged', async (t) => {
  const [source, target] = [await createQuietHome(t), await createQuietHome(t)]
  const scripts = [{ name: 'Other', nodes: call, schedules: [] }, report].map((script) => ({
    ...script,
    nodes: [{ id: 'a', type: 'start' }],
  }))
  const set = await source.call(['import', '-', '--variables'], {
    input: JSON.stringify({ scripts, variables }),
  })
  assert.equal(set.code, 0, set.stderr)
  const later = [
    'schedules',
    'create',
    'Other',
    '--at',
    '2999-01-01T00:00:00Z',
    '--name',
    'Daily',
    '--paused',
  ]
  for (const _ of [1, 2]) await source.call(later)
  for (const format of ['--yaml', '--variables']) {
    const { stdout: input } = await source.call(['export', '--variables', format])
    assert.doesNotMatch(input, /wh_|next_times|script_id/)
    const imported = await target.call(['import', '-', '--variables'], { input })
    assert.equal(imported.code, 0, imported.stderr)
    const again = await source.call(['import', '-', '--variables'], { input })
    assert.match(again.stdout, /^(unchanged .*\n){7}$/)
  }
  const json = (args: readonly string[]) =>
    Promise.all([source, target].map(async ({ call }) => JSON.parse((await call(args)).stdout)))
  const [sent, received] = await json(['export', '--variables'])
  assert.deepEqual(received, sent)
  const [one] = await json(['export', '2'])
  assert.deepEqual(one.scripts.map(Object.keys)[0].slice(-2), ['schedules', 'webhooks'])
  assert.equal(one.variables, undefined)
})

test('triggers are replaced by name, of several with one name in their order, and others stay', async (t) => {
  const { call } = await createQuietHome(t)
  const load = (schedules: readonly unknown[], webhooks?: readonly unknown[]) =>
    call(['import', '-'], { input: JSON.stringify({ ...report, schedules, ...(webhooks && { webhooks }) }) })
  await load([daily, { ...daily, cron: '@weekly' }, { ...daily, name: 'Old' }])
  const { code, stdout, stderr } = await load([daily, { ...daily, cron: '@hourly', enabled: false }], [])
  assert.equal(code, 0)
  assert.equal(
    stdout,
    'unchanged     1  Report\nunchanged     1  schedule "Daily" of "Report"\nreplaced      2  schedule "Daily" of "Report"\n',
  )
  assert.match(stderr, /note: schedule 3 "Old" of "Report" is not in the file and is kept\n/)
  assert.match(stderr, /note: webhook 1 "Push" of "Report" is not in the file and is kept\n/)
  // A script without the lists says nothing of them.
  const silent = await call(['import', '-'], { input: JSON.stringify({ name: 'Report', nodes: [] }) })
  assert.doesNotMatch(silent.stderr, /stays/)
})

test('a file with anything wrong changes nothing, and each problem has its path, also in a folder', async (t) => {
  const { call, folder } = await createQuietHome(t)
  const scripts = [
    {
      ...report,
      schedules: [daily, { name: 'x', cron: 'never' }, null],
      webhooks: { name: 'x' },
    },
  ]
  const wrong = {
    scripts,
    variables: [{ name: '1', value: 1 }, ...variables, ...variables, 7, { name: 'A' }],
  }
  const paths = async (...args: readonly string[]) => {
    const { code, stdout, stderr } = await call(args, { input: JSON.stringify(wrong) })
    assert.equal(code, 1)
    const lines = (args[0] === 'validate' ? stdout : stderr).split('\n').map((line) => line.trim())
    return lines.flatMap((line) => /^(?!scriptd)((?:\w+\.(?:json|yaml): )?[\w.]+): /.exec(line)?.[1] ?? [])
  }
  const expected = [
    'scripts.0.schedules.1.cron',
    'scripts.0.schedules.2',
    'scripts.0.webhooks',
    'variables.0.name',
    'variables.2',
    'variables.3',
    'variables.4.value',
  ]
  assert.deepEqual(await paths('validate', '-'), expected)
  assert.deepEqual(await paths('import', '-', '--variables'), expected)
  const inFolder = join(folder, 'files')
  await mkdir(inFolder)
  await writeFile(join(inFolder, 'b.json'), JSON.stringify(wrong))
  await writeFile(join(inFolder, 'c.yaml'), JSON.stringify({ variables: [{ name: 'SHOP', value: 1 }] }))
  assert.deepEqual(await paths('import', inFolder), [
    ...expected.map((path) => `b.json: ${path}`),
    'c.yaml: variables.0',
  ])
  assert.match((await call(['export'])).stderr, /there is no database/)
  for (const [input, reason] of [
    ['{"variables": [], "name": "a"}', 'the standard input has "name" next to "variables"'],
    ['{"scripts": [], "variables": {}}', '"variables" in the standard input is not a list'],
  ] as const) {
    assert.equal((await call(['import', '-'], { input })).stderr, `scriptd: ${reason}\n`)
  }
})

test('a file with triggers also runs, and starts nothing else', async (t) => {
  const { call } = await createQuietHome(t)
  const input = JSON.stringify({ ...report, nodes: [{ id: 'a', type: 'start' }] })
  const { code, stderr } = await call(['run', '-', '--json'], { input })
  assert.deepEqual([code, stderr], [0, ''])
})
