import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTestApp } from '../../../support/http/test-app.ts'

const QUEUE_LIMIT = 500
const RUNNING = 8
const SURPLUS = 100
const BATCH = 256

const percentile = (times: readonly number[], share: number): number =>
  times.toSorted((a, b) => a - b)[Math.floor(times.length * share)] ?? 0

test('executions wait up to a limit, further ones are refused, and no accepted one is lost', async (t) => {
  const { request } = await createTestApp(t, {
    env: {
      EXECUTION_LIMIT: String(RUNNING),
      EXECUTION_QUEUE_LIMIT: String(QUEUE_LIMIT),
      EXECUTION_SCHEDULED_LIMIT: '0',
    },
  })
  const nodes = [{ id: 'hold', type: 'wait', parameters: { ms: 3_600_000 } }]
  await request('POST', '/api/scripts', { body: { name: 'holds', nodes } })

  const readTimes = async () => {
    const times: number[] = []
    for (let index = 0; index < 200; index++) {
      const begin = performance.now()
      await request('GET', '/api/scripts/1')
      times.push(performance.now() - begin)
    }
    return times
  }
  const submit = async (): Promise<string> => {
    const call = { headers: { Prefer: 'respond-async' }, body: { input: 1 } }
    const { status, headers, json } = await request('POST', '/api/scripts/1/execute', call)
    return status === 202
      ? 'accepted'
      : `${status} ${json.error_code}, Retry-After ${headers.get('Retry-After')}`
  }

  await readTimes()
  const idle = await readTimes()
  const heapBefore = process.memoryUsage().heapUsed
  const answers: string[] = []
  while (answers.length < RUNNING + QUEUE_LIMIT + SURPLUS) {
    const left = RUNNING + QUEUE_LIMIT + SURPLUS - answers.length
    answers.push(...(await Promise.all(Array.from({ length: Math.min(BATCH, left) }, submit))))
  }
  const loaded = await readTimes()

  const accepted = answers.filter((answer) => answer === 'accepted').length
  const refused = answers.filter((answer) => answer !== 'accepted')
  assert.equal(accepted, RUNNING + QUEUE_LIMIT)
  assert.deepEqual([...new Set(refused)], ['429 QUEUE_FULL, Retry-After 1'])
  const { json } = await request('GET', '/api/dashboard/stats')
  const { queued, running } = json.data.executions
  assert.equal(queued + running, accepted)

  const kilobytes = (process.memoryUsage().heapUsed - heapBefore) / accepted / 1024
  t.diagnostic(`${accepted} accepted, ${refused.length} refused, ${kilobytes.toFixed(1)} kB of heap each`)
  const milliseconds = [idle, loaded].map((times) => percentile(times, 0.99).toFixed(2))
  t.diagnostic(`p99 of a read: ${milliseconds[0]} ms idle, ${milliseconds[1]} ms with the queue full`)
})
