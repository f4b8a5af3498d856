import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Client, createClient, type InStatement } from '@libsql/client'
import { GroupedReads } from '../../../src/db/remote/grouped-reads.ts'

/** Reads of a database in memory, whose requests are answered when `answer` is called. */
const held = (client: Client) => {
  const requests: number[] = []
  const gate = Promise.withResolvers<void>()
  const reads = new GroupedReads(async (statements) => {
    requests.push(statements.length)
    if (requests.length === 1) await gate.promise
    return client.batch([...statements], 'read')
  })
  return { reads, requests, answer: gate.resolve }
}

const read = (reads: GroupedReads, value: number) =>
  reads.read({ sql: 'SELECT ? AS value', args: [value] }).then(({ rows }) => rows[0]?.value)

const connect = (t: { after(cleanUp: () => void): void }): Client => {
  const client = createClient({ url: ':memory:' })
  t.after(() => client.close())
  return client
}

const turns = async () => {
  for (let turn = 0; turn < 10; turn++) await new Promise(setImmediate)
}

test('reads that come while a request is under way share the next, and each gets its own rows', async (t) => {
  const { reads, requests, answer } = held(connect(t))
  const first = read(reads, 0)
  await turns()
  const others = [1, 2, 3].map((value) => read(reads, value))
  await turns()
  assert.deepEqual(requests, [1])
  answer()
  assert.deepEqual(await Promise.all([first, ...others]), [0, 1, 2, 3])
  assert.deepEqual(requests, [1, 3])
})

test('a request that takes long holds up only so many reads', async (t) => {
  const { reads, requests, answer } = held(connect(t))
  const first = read(reads, 0)
  await turns()
  const others = Array.from({ length: 20 }, (_, value) => read(reads, value + 1))
  const passed = await Promise.all(others.slice(15))
  assert.deepEqual(passed, [16, 17, 18, 19, 20])
  assert.equal(requests[0], 1)
  answer()
  assert.deepEqual(await Promise.all([first, ...others.slice(0, 15)]), [...Array(16).keys()])
})

test('a read that fails does so alone', async (t) => {
  const { reads, answer } = held(connect(t))
  const first = read(reads, 0)
  await turns()
  const wrong: InStatement = 'SELECT * FROM nowhere'
  const others = Promise.allSettled([read(reads, 1), reads.read(wrong), read(reads, 2)])
  answer()
  const [one, failed, two] = await others
  assert.equal(await first, 0)
  assert.deepEqual(
    [one, two],
    [1, 2].map((value) => ({ status: 'fulfilled', value })),
  )
  assert.ok(failed?.status === 'rejected' && /no such table: nowhere/.test(String(failed.reason)))
})
