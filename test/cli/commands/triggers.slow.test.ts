import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { createQuietHome } from '../../support/process/command-line.ts'

const report = { name: 'Report', nodes: [{ id: 'a', type: 'end', parameters: { output: '{{ input }}' } }] }

const setUp = async (t: TestContext) => {
  const home = await createQuietHome(t)
  await home.call(['import', '-'], { input: JSON.stringify(report) })
  const succeed = async (...args: readonly string[]) => {
    const answer = await home.call(args)
    assert.equal(answer.code, 0, `${args.join(' ')}: ${answer.stderr}`)
    return answer
  }
  return { ...home, succeed }
}

test('a schedule is created, listed, paused, resumed, triggered and deleted, by its id or its name', async (t) => {
  const { call, succeed } = await setUp(t)
  const input = '{"day": "{{ schedule.name }}"}'
  const cron = ['--cron', '30 2 * * *', '--timezone', 'Asia/Seoul']
  const first = await succeed('schedules', 'create', 'Report', ...cron, '--input', input)
  assert.equal(first.stdout, '1\n')
  assert.match(
    first.stderr,
    /^schedule 1 "Report" was created; its next start is at \d{4}-.*T17:30:00\.000Z\n$/,
  )
  const fields = '{"jitter_ms": 5, "name": "Other"}'
  await succeed('schedules', 'create', '1', '--every-ms', '86400000', '--paused', '--fields', fields)
  assert.match(
    (await succeed('schedules', 'list', '--script', 'Report')).stdout,
    /^1 +1 +Report +30 2 \* \* \* Asia\/Seoul +\d{4}-.*Z +never\n2 +1 +Other +every 86400000 ms +paused +never\n$/m,
  )
  await succeed('schedules', 'pause', 'Report')
  await succeed('schedules', 'resume', '2')
  const all = JSON.parse((await succeed('schedules', 'list', '--json')).stdout)
  assert.deepEqual(
    all.map(({ enabled, jitter_ms }: { enabled: boolean; jitter_ms: number }) => [enabled, jitter_ms]),
    [
      [false, 0],
      [true, 5],
    ],
  )
  // Without a server the execution runs in the command.
  const triggered = await succeed('schedules', 'trigger', 'Report')
  assert.match(triggered.stdout, /^ex_\w+\n$/)
  assert.match((await succeed('schedules', 'list')).stdout, /^1 +1 +Report .* paused .*Z completed$/m)

  await call(['import', '-'], { input: JSON.stringify({ ...report, active: false }) })
  const idle = await call(['schedules', 'trigger', '1'])
  assert.deepEqual([idle.code, idle.stdout], [1, ''])
  assert.match(idle.stderr, /schedule 1 started nothing: skipped \(script_inactive\)/)
  await succeed('schedules', 'delete', 'Other')
  await succeed('schedules', 'delete', '1')
  assert.equal((await succeed('schedules', 'list', '--json')).stdout, '[]\n')
})

test('a webhook is created, rotated, triggered, paused and deleted, and only its new addresses show tokens', async (t) => {
  const { call, succeed } = await setUp(t)
  const created = await succeed(
    'webhooks',
    'create',
    'Report',
    '--methods',
    'POST',
    'PUT',
    '--delivery-id',
    'X-Id',
  )
  assert.match(created.stdout, /^\/hooks\/wh_[\w-]+\n$/)
  assert.match((await succeed('webhooks', 'rotate', 'Report')).stderr, /the old one works until \d{4}-/)
  const rotated = await succeed('webhooks', 'rotate', 'Report', '--grace-ms', '0')
  assert.match(rotated.stderr, /the old one no longer works/)
  assert.match(rotated.stdout, /^\/hooks\/wh_[\w-]+\n$/)
  assert.notEqual(rotated.stdout, created.stdout)
  const request = ['--header', 'X-Id: d1', '--header', 'X-Kind: test', '--body', '{"total": 7}']
  assert.match((await succeed('webhooks', 'trigger', 'Report', ...request)).stdout, /^ex_\w+\n$/)
  const again = await call(['webhooks', 'trigger', '1', ...request])
  assert.deepEqual([again.code, again.stdout], [1, ''])
  assert.match(again.stderr, /webhook 1 started nothing: repeated \(ex_\w+\)/)
  await succeed('webhooks', 'pause', '1')
  const { stdout } = await succeed('webhooks', 'list')
  assert.match(stdout, /^1 +1 +Report +POST PUT +paused$/m)
  assert.doesNotMatch(stdout + (await succeed('webhooks', 'list', '--json')).stdout, /wh_/)
  await succeed('webhooks', 'delete', '1')
})

test('what is wrong is told, and changes nothing', async (t) => {
  const { call, succeed } = await setUp(t)
  for (const kind of ['schedules', 'webhooks']) {
    const flags = kind === 'schedules' ? ['--cron', '@daily'] : []
    for (const _ of [1, 2]) await succeed(kind, 'create', 'Report', ...flags)
  }
  const cases = [
    [['schedules', 'create', 'Report'], 1, /cron/],
    [['schedules', 'create', 'Report', '--cron', '61 * * * *'], 1, /cron: /],
    [['schedules', 'create', 'None', '--cron', '@daily'], 1, /there is no script "None"/],
    [['schedules', 'create', '7', '--cron', '@daily'], 1, /Script 7 was not found/],
    [['schedules', 'create', 'Report', '--every-ms', '5s'], 2, /whole number of milliseconds/],
    [['schedules', 'create', 'Report', '--fields', '[]'], 1, /--fields must be a JSON object/],
    [['schedules', 'create', 'Report', '--fields', '{'], 2, /It must be JSON/],
    [['schedules', 'pause', 'None'], 1, /there is no schedule "None"; "scriptd schedules list" shows them/],
    [['schedules', 'trigger', 'Report'], 1, /several schedules have the name "Report", .*: 1, 2$/m],
    [['webhooks', 'rotate', '7'], 1, /Webhook 7 was not found/],
    [
      ['webhooks', 'trigger', 'Report', '--header', 'X-Kind'],
      2,
      /a name and a value, such as "X-Event: push"/,
    ],
    [['webhooks', 'trigger', '1', '--path', 'orders'], 1, /path: /],
    [['webhooks', 'delete', 'Report'], 1, /several webhooks have the name "Report"/],
    [['webhooks', 'create', 'Report', '--methods', 'HEAD'], 1, /methods\.0: /],
    [['schedules', 'list', '--script', 'None'], 1, /there is no script "None"/],
  ] as const
  for (const [args, code, message] of cases) {
    const answer = await call(args)
    assert.deepEqual([answer.code, answer.stdout], [code, ''], args.join(' '))
    assert.match(answer.stderr, message)
  }
  for (const kind of ['schedules', 'webhooks'])
    assert.equal(JSON.parse((await succeed(kind, 'list', '--json')).stdout).length, 2)
})
