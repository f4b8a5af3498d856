import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { test } from 'node:test'
import type { HttpBindings } from '@hono/node-server'
import { Hono } from 'hono'
import { holdAnswer, MemoryClaim } from '../../../src/http/access/caller-memory.ts'
import type { AppEnv } from '../../../src/http/env.ts'
import { listen } from '../../../src/http/server/server.ts'
import { SharedBudget } from '../../../src/lib/async/byte-budget.ts'

test('an answer whose reader has gone before it is made takes no memory', async (t) => {
  const limit = { limit: 1_000_000, setting: 'MEMORY_LIMIT_BYTES' }
  const memory = new SharedBudget({ total: limit, share: limit })
  const handling = Promise.withResolvers<void>()
  const handled = Promise.withResolvers<number>()
  const app = new Hono<AppEnv & { Bindings: HttpBindings }>().get('/', async (c) => {
    c.set('claimMemory', () => new MemoryClaim(memory, 'reader'))
    const closed = once(c.env.outgoing, 'close')
    handling.resolve()
    await closed
    holdAnswer(c, 500_000)
    handled.resolve(memory.total.used)
    return c.text('')
  })
  const server = await listen(app, { host: '127.0.0.1', port: 0 })
  t.after(() => server.close(0))
  const client = connect(Number(new URL(server.url).port), '127.0.0.1')
  client.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n')
  await handling.promise
  client.destroy()
  assert.equal(await handled.promise, 0)
})
