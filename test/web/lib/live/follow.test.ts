import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate as tick } from 'node:timers/promises'
import { type Connection, Follower } from '../../../../src/web/lib/live/follow.ts'

interface Opened {
  readonly lastEventId: string | null
  readonly write: (text: string) => void
  readonly end: () => void
  readonly signal: AbortSignal
}

const settle = async () => {
  for (let i = 0; i < 10; i++) await tick()
}

const start = (status: () => number = () => 200) => {
  const opened: Opened[] = []
  const connections: Connection[] = []
  const events: string[] = []
  const alarms: { readonly ms: number; readonly call: () => void }[] = []
  let isOver = false
  let isVisible = true
  let onVisibility = () => {}

  const send = async (request: Request): Promise<Response> => {
    const stream = new TransformStream<Uint8Array, Uint8Array>()
    const writer = stream.writable.getWriter()
    request.signal.addEventListener('abort', () => void writer.abort().catch(() => {}))
    opened.push({
      lastEventId: request.headers.get('Last-Event-ID'),
      write: (text) => void writer.write(new TextEncoder().encode(text)),
      end: () => void writer.close(),
      signal: request.signal,
    })
    return new Response(stream.readable, { status: status() })
  }
  const follower = new Follower({
    url: 'http://127.0.0.1/events',
    send,
    timers: {
      after: (ms, call) => {
        const alarm = { ms, call }
        alarms.push(alarm)
        return () => {
          const at = alarms.indexOf(alarm)
          if (at >= 0) alarms.splice(at, 1)
        }
      },
    },
    visibility: {
      isVisible: () => isVisible,
      onChange: (call) => {
        onVisibility = call
        return () => {}
      },
    },
    onEvent: ({ data }) => {
      events.push(data)
      if (data === 'last') isOver = true
    },
    onConnection: (connection) => connections.at(-1) === connection || connections.push(connection),
    isOver: () => isOver,
  })
  const ring = async () => {
    const alarm = alarms.shift()
    alarm?.call()
    await settle()
    return alarm?.ms
  }
  const show = async (visible: boolean) => {
    isVisible = visible
    onVisibility()
    await settle()
  }
  return { opened, connections, events, alarms, ring, show, follower }
}

test('a stream that breaks off goes on after the last event', async () => {
  const { opened, connections, events, ring } = start()
  await settle()
  opened[0]?.write('id: 4\ndata: one\n\n')
  await settle()
  opened[0]?.end()
  await settle()
  assert.equal(connections.at(-1), 'lost')
  assert.equal(await ring(), 1000)
  assert.equal(opened[1]?.lastEventId, '4')
  opened[1]?.write('id: 5\ndata: last\n\n')
  await settle()
  opened[1]?.end()
  await settle()
  assert.deepEqual(events, ['one', 'last'])
  assert.equal(connections.at(-1), 'ended')
})

test('refusals are tried again ever later, up to 30 seconds', async () => {
  const { ring } = start(() => 503)
  await settle()
  const delays: (number | undefined)[] = []
  for (let i = 0; i < 7; i++) delays.push(await ring())
  assert.deepEqual(delays, [1000, 2000, 4000, 8000, 16000, 30000, 30000])
})

test('a stream that is silent for 45 seconds is opened anew', async () => {
  const { opened, ring } = start()
  await settle()
  assert.equal(await ring(), 45_000)
  assert.equal(opened[0]?.signal.aborted, true)
  assert.equal(await ring(), 1000)
  assert.equal(opened.length, 2)
})

test('without a free stream the caller has to poll', async () => {
  const { connections } = start(() => 429)
  await settle()
  assert.equal(connections.at(-1), 'polling')
})

test('nothing is open while nobody looks', async () => {
  const { opened, connections, show, follower } = start()
  await settle()
  opened[0]?.write('id: 7\ndata: seen\n\n')
  await settle()
  await show(false)
  assert.equal(connections.at(-1), 'paused')
  assert.equal(opened[0]?.signal.aborted, true)
  await show(true)
  assert.equal(opened[1]?.lastEventId, '7')
  follower.close()
  assert.equal(opened[1]?.signal.aborted, true)
})
