import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { toGraphBody } from '../../support/engine/graph-spec.ts'
import { type Attacker, addScript, flood, type Scenario, times } from './scenario.ts'

const BODY_LIMIT = 10 * 1024 * 1024

const list = (count: number, item: (index: number) => string) => `[${times(count, item).join(',')}]`
const object = (count: number, value: string) =>
  `{${times(count, (index) => `"${index.toString(36)}":${value}`).join(',')}}`

/** Three times what parts of such bodies were measured to take. */
const MOST_HOLD_MS = 550

const posted = (name: string, path: string, body: string, callers = 2): Scenario => ({
  name,
  mostHoldMs: MOST_HOLD_MS,
  attack: (attacker) => flood(attacker, { method: 'POST', path, body }, callers),
})

const withNode = (parameters: string) =>
  `{"name":"x","nodes":[{"id":"a","type":"end","parameters":${parameters}}]}`

/** Until the attack is over, with that many connections. */
const holding = async (
  { target, signal }: Attacker,
  count: number,
  begin: (socket: Socket) => void,
): Promise<void> => {
  const sockets = await Promise.all(
    times(count, async () => {
      const socket = connect({ port: target.port, host: '127.0.0.1' }).on('error', () => undefined)
      await once(socket, 'connect')
      begin(socket.pause())
      return socket
    }),
  )
  if (!signal.aborted) await once(signal, 'abort')
  for (const socket of sockets) socket.destroy()
}

const head = (method: string, path: string, key: string) =>
  `${method} ${path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${key}\r\n`

const large = 'x'.repeat(3_000_000)

/** Bodies, connections and answers at their limits. */
export const traffic: readonly Scenario[] = [
  posted('a body of a million numbers', '/api/scripts', `{"name":"x","unknown":${list(999_900, () => '0')}}`),
  posted(
    'a body of 100,000 connections',
    '/api/scripts',
    `{"name":"x","connections":${object(99_900, '"x"')}}`,
  ),
  posted(
    'a body of 100 wrong nodes',
    '/api/scripts',
    `{"name":"x","nodes":${list(100, () => object(9000, '0'))}}`,
  ),
  posted('a body of 100,000 parameters', '/api/scripts', withNode(object(99_900, '"x"'))),
  posted('a body of one text', '/api/scripts', withNode(`"${'\\"'.repeat(5_000_000)}"`)),
  posted(
    'inputs of 10 MB',
    '/api/nodes/execute',
    `{"nodes":[{"type":"transform","parameters":{"expression":"input"}}],"input":"${'x'.repeat(9_900_000)}"}`,
  ),
  posted(
    'inputs of 100,000 names',
    '/api/nodes/execute',
    `{"nodes":[{"type":"transform","parameters":{"expression":"input"}}],"input":${object(99_900, '0')}}`,
  ),
  {
    name: 'bodies that stop before their end',
    mostHoldMs: MOST_HOLD_MS,
    isUnanswered: true,
    attack: (attacker) =>
      holding(attacker, 20, (socket) => {
        socket.write(
          `${head('POST', '/api/scripts', attacker.key)}Content-Type: application/json\r\nContent-Length: ${BODY_LIMIT}\r\n\r\n`,
        )
        socket.write(Buffer.alloc(BODY_LIMIT - 1, ' '))
      }),
  },
  {
    name: 'idle connections',
    isUnanswered: true,
    attack: (attacker) => holding(attacker, 500, () => undefined),
  },
  {
    name: 'wrong keys',
    attack: ({ key: _, ...attacker }) =>
      flood({ ...attacker, key: 'sd_wrong' }, { method: 'GET', path: '/api/scripts' }, 16),
  },
  {
    name: 'large answers that nobody reads',
    isUnanswered: true,
    async prepare(attacker) {
      const path = await addScript(
        attacker,
        toGraphBody([{ id: 'a', type: 'transform', parameters: { expression: 'params' } }]),
      )
      const body = { input: large }
      return (await attacker.target.data('POST', `${path}/execute`, { key: attacker.key, body })).id
    },
    attack: (attacker, id) =>
      holding(attacker, 6, (socket) =>
        socket.write(`${head('GET', `/api/executions/${id}`, attacker.key)}\r\n`.repeat(30)),
      ),
  },
  {
    name: 'event streams that nobody reads',
    mostHoldMs: 750,
    isUnanswered: true,
    async prepare(attacker) {
      const path = await addScript(
        attacker,
        toGraphBody(
          [
            { id: 'loop', type: 'repeat', parameters: { times: 10_000 } },
            { id: 'item', type: 'transform', parameters: { expression: '1' } },
          ],
          [['loop', 'item', 'each']],
        ),
      )
      const headers = { Prefer: 'wait=30' }
      return (await attacker.target.data('POST', `${path}/execute`, { key: attacker.key, body: {}, headers }))
        .id
    },
    async attack(attacker, id) {
      await holding(attacker, 50, (socket) =>
        socket.write(`${head('GET', `/api/executions/${id}/events`, attacker.key)}\r\n`),
      )
      await delay(100)
    },
  },
]
