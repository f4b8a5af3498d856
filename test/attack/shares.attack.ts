import assert from 'node:assert/strict'
import { once } from 'node:events'
import { get } from 'node:http'
import { connect, type Socket } from 'node:net'
import { type TestContext, test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { Answers } from './support/attack.ts'
import { percentile99, startBystander } from './support/bystander.ts'
import { startSilence } from './support/silence.ts'
import { startTarget, type Target } from './support/target.ts'

const ROUNDS = 2
const RUNS = 60
/** How long an attack goes on before anything is measured, so that all places are taken. */
const BEFORE_MS = 1500
/** The promise is 3 on a quiet machine; others at work take from its caches. */
const MOST_RATIO = 4
const BODY_LIMIT = 10 * 1024 * 1024

const times = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index))

interface Attack {
  readonly target: Target
  readonly key: string
  readonly silence: string
  readonly signal: AbortSignal
  readonly answers: Answers
  /** Called once all places are taken. */
  readonly onFull: () => void
}

const repeat = async ({ signal }: Attack, callers: number, request: () => Promise<unknown>) => {
  const one = async () => {
    while (!signal.aborted) await request()
  }
  await Promise.all(times(callers, one))
}

/** Ad hoc nodes, again and again from eight places. */
const nodes = (count: number, nodeOf: (silence: string) => object) => (attack: Attack) => {
  const { target, key, silence, signal, answers } = attack
  const body = JSON.stringify({
    nodes: times(count, () => nodeOf(silence)),
    concurrency: Math.min(64, count),
  })
  return repeat(attack, 8, () =>
    answers.count(target.call('POST', '/api/nodes/execute', { key, body, signal })),
  )
}

/** Executions of a script: all that are accepted, and further ones for as long as the attack goes on. */
const executions = (count: number, nodeOf: (silence: string) => object) => async (attack: Attack) => {
  const { target, key, silence, signal, answers, onFull } = attack
  const graph = { nodes: [{ id: 'a', ...nodeOf(silence) }], connections: {} }
  const name = JSON.stringify(graph).slice(0, 100)
  const { id } = await target.data('POST', '/api/scripts', { key, body: { name, ...graph } })
  const headers = { Prefer: 'respond-async' }
  const start = () =>
    answers.count(target.call('POST', `/api/scripts/${id}/execute`, { key, body: {}, headers, signal }))
  for (let done = 0; done < count && !signal.aborted; done += 32) await Promise.all(times(32, start))
  onFull()
  await repeat(attack, 4, start)
}

/** The same cheap request, again and again from that many places. */
const flood = (callers: number, path: string) => async (attack: Attack) => {
  const { target, key, signal, answers } = attack
  await repeat(attack, callers, () => answers.count(target.call('GET', path, { key, signal })))
}

/** Connections from another address, kept open and, once the server closes one, opened again. */
const connections = (count: number, text: (key: string) => string | Buffer) => async (attack: Attack) => {
  const { target, key, signal } = attack
  const sockets = new Set<Socket>()
  const open = async () => {
    const socket = connect({ port: target.port, host: '127.0.0.1', localAddress: '127.0.0.2' })
    sockets.add(socket.on('error', () => undefined).on('close', () => sockets.delete(socket)))
    await once(socket, 'connect').catch(() => undefined)
    socket.pause().write(text(key))
  }
  while (!signal.aborted) {
    if (sockets.size < count) await Promise.all(times(Math.min(64, count - sockets.size), open))
    else await delay(50)
  }
  for (const socket of sockets) socket.destroy()
}

const head = (headers: string) =>
  `POST /api/scripts HTTP/1.1\r\nHost: localhost\r\n${headers}Content-Type: application/json\r\nContent-Length: ${BODY_LIMIT}\r\n\r\n`
const SPACES = ' '.repeat(BODY_LIMIT - 1)

const hanging = (silence: string) => ({ type: 'http_request', parameters: { url: `http://${silence}/` } })
const hostile = () => ({ type: 'code', parameters: { code: 'for (;;);' } })

const kinds: Record<string, (attack: Attack) => Promise<unknown>> = {
  '64 cheap requests at once': flood(64, '/api/scripts/1'),
  '64 hanging requests in each of 8 calls': nodes(64, hanging),
  '16 endless code nodes in each of 8 calls': nodes(16, hostile),
  '64 endless expressions in each of 8 calls': nodes(64, () => ({
    type: 'transform',
    parameters: { expression: '$sum([1..1000000].($ * $ + $power($, 2)))' },
  })),
  'a queue full of waits': executions(2000, () => ({ type: 'wait', parameters: { ms: 600_000 } })),
  'a queue full of hanging requests': executions(10_500, hanging),
  'a queue full of endless code': executions(10_500, hostile),
  '4,096 idle connections without a key': connections(4096, () => ''),
  '17 bodies with a key that stop before their end': connections(
    17,
    (key) => head(`Authorization: Bearer ${key}\r\n`) + SPACES,
  ),
  '64 bodies without a key that stop before their end': connections(64, () => head('') + SPACES),
}

/** Those that tell when all places are taken; with the others they are after a while. */
const isFilling = (name: string) => name.startsWith('a queue')

const all = async (attack: Attack) => Promise.all(Object.values(kinds).map((kind) => kind(attack)))

/** Milliseconds of a health check on a connection of its own. */
const checkHealth = async (target: Target, path: string) => {
  const before = performance.now()
  const [response] = await once(get(target.url + path, { agent: false }), 'response')
  response.resume()
  assert.equal(response.statusCode, 200, path)
  return performance.now() - before
}

const median = (values: readonly number[]) =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN

/** Rounds on both servers in turn, so that whatever else the machine does counts for both. */
const measure = async (quiet: Server, attacked: Server) => {
  await attacked.target.figures()
  const rounds: Record<'quiet' | 'attacked' | 'health', number[]>[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const figures = { quiet: [0], attacked: [0], health: [0] }
    for (let run = 0; run < RUNS; run++) {
      figures.quiet.push(await quiet.bystander.once())
      figures.attacked.push(await attacked.bystander.once())
      if (run % 5 > 0) continue
      for (const path of ['/healthz', '/readyz'])
        figures.health.push(await checkHealth(attacked.target, path))
    }
    rounds.push(figures)
  }
  const { bystanderMs, longestHoldMs } = await attacked.target.figures()
  const typical = (name: 'quiet' | 'attacked' | 'health') =>
    median(rounds.map((round) => percentile99(round[name])))
  return {
    quiet: typical('quiet'),
    attacked: typical('attacked'),
    health: typical('health'),
    loop: percentile99(bystanderMs),
    typicalLoop: median(bystanderMs),
    hold: longestHoldMs,
  }
}

const start = async (t: TestContext, env: Readonly<Record<string, string>>) => {
  const target = await startTarget(t, { env })
  return { target, bystander: await startBystander(target) }
}

type Server = Awaited<ReturnType<typeof start>>

for (const [name, attack] of [...Object.entries(kinds), ['all at once', all] as const])
  test(`what others notice of one caller with ${name}`, async (t) => {
    const silence = await startSilence(t)
    const env = { HTTP_NODE_ALLOW: silence }
    const quiet = await start(t, env)
    const attacked = await start(t, env)
    const { target } = attacked
    const before = await measure(quiet, attacked)
    const key = await target.createKey('read', 'write', 'execute')
    const end = new AbortController()
    const answers = new Answers()
    const full = Promise.withResolvers<void>()
    const attacking = attack({ target, key, silence, answers, signal: end.signal, onFull: full.resolve })
    await (isFilling(name) ? full.promise : delay(BEFORE_MS))
    const during = await measure(quiet, attacked)
    end.abort()
    await attacking
    for (const [when, figures] of Object.entries({ before, during }))
      t.diagnostic(
        `${when} ${JSON.stringify(figures, (_, value) => (typeof value === 'number' ? Math.round(value * 10) / 10 : value))}`,
      )
    t.diagnostic(`answers ${JSON.stringify(answers.counts)}`)
    assert.ok(target.isAlive(), 'the server has died')
    if (attack === all) return
    const ratio = during.loop / before.loop
    assert.ok(
      ratio <= MOST_RATIO,
      `p99 of another key is ${ratio.toFixed(1)} times what it is without the attack`,
    )
  })
