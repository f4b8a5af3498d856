import assert from 'node:assert/strict'
import { test } from 'node:test'
import { toGraphBody } from '../support/engine/graph-spec.ts'
import { underAttack } from './support/attack.ts'
import { startTarget, type Target } from './support/target.ts'

const READERS = 32
const SMALL_HEAP = ['--max-old-space-size=384']

const times = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index))

/** A script of 9 MB. */
const large = toGraphBody(
  times(90, (index) => ({ id: `n${index}`, type: 'end', parameters: { output: 'x'.repeat(100_000) } })),
)

const SCHEDULES_A_PAGE = 200
/** As JSON just below the 64 KiB that the input of a schedule may have. */
const INPUT = { text: 'x'.repeat(65_500) }

const createScript = async (target: Target): Promise<number> => {
  const { id } = await target.data('POST', '/api/scripts', { body: { name: 'large', ...large } })
  return id
}

test('32 readers at once of a script of 9 MB', async (t) => {
  const target = await startTarget(t, { nodeArgs: SMALL_HEAP })
  const path = `/api/scripts/${await createScript(target)}`
  const key = await target.createKey('read')
  const { answers } = await underAttack(t, target, async (each) => {
    for (const part of ['', '/nodes', '/versions', '/versions/1'])
      await Promise.all(times(READERS, () => each.count(target.call('GET', path + part, { key }))))
  })
  assert.ok((answers['200'] ?? 0) > 0, 'nobody was answered')
  assert.equal(answers['500'], undefined)
})

test('readers at once of schedules with inputs at their limit', async (t) => {
  const target = await startTarget(t, { nodeArgs: SMALL_HEAP })
  const script = await target.data('POST', '/api/scripts', {
    body: { name: 'nothing', ...toGraphBody([{ id: 'a', type: 'start' }]) },
  })
  for (let index = 0; index < SCHEDULES_A_PAGE; index++) {
    const body = { script_id: script.id, name: `s${index}`, cron: '0 0 1 1 *', input: INPUT }
    await target.data('POST', '/api/schedules', { body })
  }
  const key = await target.createKey('read')
  const { answers } = await underAttack(t, target, async (each) => {
    const read = () => each.count(target.call('GET', `/api/schedules?limit=${SCHEDULES_A_PAGE}`, { key }))
    await Promise.all(times(2 * READERS, read))
  })
  assert.ok((answers['200'] ?? 0) > 0, 'nobody was answered')
  assert.equal(answers['500'], undefined)
})
