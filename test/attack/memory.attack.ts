import assert from 'node:assert/strict'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { enlargeExecution } from '../support/db/large-execution.ts'
import { chain, toGraphBody } from '../support/engine/graph-spec.ts'
import { type Answers, underAttack } from './support/attack.ts'
import { startTarget, type Target } from './support/target.ts'

/** The heap that fits a container of 512 MB. */
const SMALL_HEAP = ['--max-old-space-size=384']
/** Values of 10 MB are still read, written and answered in one go. */
const MOST_HOLD_MS = 1000
const ASYNC = { Prefer: 'respond-async' }

const underHeavyAttack = (t: TestContext, target: Target, attack: (each: Answers) => Promise<unknown>) =>
  underAttack(t, target, attack, MOST_HOLD_MS)

const LARGE_ROW_BYTES = 900_000_000

const addScript = async (target: Target, graph: Parameters<typeof toGraphBody>) => {
  const body = { name: `script ${Math.random()}`, ...toGraphBody(...graph) }
  return (await target.data('POST', '/api/scripts', { body })).id
}

const largeInput = (bytes: number) => `{"input":"${'x'.repeat(bytes)}"}`

/** It must start again on what the attack has left, and go on. */
const assertStarts = async (t: Parameters<typeof startTarget>[0], { folder }: Target) => {
  const again = await startTarget(t, { folder, nodeArgs: SMALL_HEAP })
  const { status } = await again.call('GET', '/api/executions')
  assert.equal(status, 200)
  return again
}

test('an input of 9.9 MB that a hundred nodes pass on', async (t) => {
  const target = await startTarget(t, { nodeArgs: SMALL_HEAP })
  const ids = Array.from({ length: 115 }, (_, index) => `n${index}`)
  const script = await addScript(target, [ids.map((id) => ({ id, type: 'start' })), chain(...ids)])
  const key = await target.createKey('execute')
  const { answers } = await underHeavyAttack(t, target, (each) =>
    each.count(target.call('POST', `/api/scripts/${script}/execute`, { key, body: largeInput(9_900_000) })),
  )
  assert.deepEqual(answers, { '200': 1 })
  const { data } = Object(
    await (await target.call('GET', '/api/executions?error_code=EXECUTION_MEMORY_LIMIT')).json(),
  )
  assert.equal(data.length, 1)
  await target.kill()
  await assertStarts(t, target)
})

test('loops inside loops, without end', async (t) => {
  const target = await startTarget(t, { nodeArgs: SMALL_HEAP })
  const script = await addScript(target, [
    [
      { id: 'outer', type: 'repeat', parameters: { times: 20_000 } },
      { id: 'inner', type: 'repeat', parameters: { times: 20_000 }, on_error: 'continue' },
      { id: 'leaf', type: 'start', on_error: 'continue' },
    ],
    [
      ['outer', 'inner', 'each'],
      ['inner', 'leaf', 'each'],
    ],
  ])
  const key = await target.createKey('execute')
  const { answers } = await underHeavyAttack(t, target, (each) =>
    each.count(
      target.call('POST', `/api/scripts/${script}/execute`, {
        key,
        headers: { Prefer: 'wait=60' },
        body: {},
      }),
    ),
  )
  assert.deepEqual(answers, { '200': 1 })
  await target.kill()
  await assertStarts(t, target)
})

test('hundreds of waiting executions with inputs of 10 MB', async (t) => {
  const target = await startTarget(t, { nodeArgs: SMALL_HEAP })
  const script = await addScript(target, [
    [
      { id: 'in', type: 'start' },
      { id: 'wait', type: 'wait', parameters: { ms: 600_000 } },
    ],
    chain('in', 'wait'),
  ])
  const key = await target.createKey('execute')
  const body = largeInput(9_900_000)
  await underHeavyAttack(t, target, async (each) => {
    for (let sent = 0; sent < 100; sent += 5) {
      const send = () =>
        each.count(target.call('POST', `/api/scripts/${script}/execute`, { key, headers: ASYNC, body }))
      await Promise.all(Array.from({ length: 5 }, send))
    }
  })
  await target.kill()
  await assertStarts(t, target)
})

test('executions that fit no memory', async (t) => {
  // Those on disk would not be read by the next start.
  const target = await startTarget(t, { env: { EXECUTION_SCHEDULED_LIMIT: '0' } })
  const script = await addScript(target, [[{ id: 'wait', type: 'wait', parameters: { ms: 600_000 } }], []])
  const begin = () => target.data('POST', `/api/scripts/${script}/execute`, { headers: ASYNC, body: {} })
  const [large, ended, small] = [await begin(), await begin(), await begin()]
  await target.data('POST', `/api/executions/${ended.id}/cancel`)
  await target.kill()
  const path = join(target.folder, 'data/scriptd.db')
  for (const { id } of [large, ended]) enlargeExecution(path, id, LARGE_ROW_BYTES)
  const again = await assertStarts(t, target)
  const { answers } = await underAttack(t, again, (each) =>
    Promise.all(
      Array.from({ length: 20 }, () => each.count(again.call('GET', `/api/executions/${ended.id}`))),
    ),
  )
  assert.deepEqual(answers, { '409': 20 })
  assert.match((await again.data('GET', `/api/executions/${small.id}`)).status, /running|waiting/)
  const failed = await again.data('GET', '/api/executions?error_code=EXECUTION_TOO_LARGE')
  assert.equal(failed[0].id, large.id)
})
