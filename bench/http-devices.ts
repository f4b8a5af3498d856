/**
 * Processor time of each device of the HTTP layer beside what a library or the plain way needs for the same work, as
 * docs/decisions quote it: `node bench/http-devices.ts [device]`.
 */
import { OpenAPIHono, z } from '@hono/zod-openapi'
import { Hono, type MiddlewareHandler } from 'hono'
import type { Router } from 'hono/router'
import { RegExpRouter } from 'hono/router/reg-exp-router'
import { SmartRouter } from 'hono/router/smart-router'
import { TrieRouter } from 'hono/router/trie-router'
import { withUnservedApp } from '../src/app/openapi-document.ts'
import { texts } from '../src/app/texts.ts'
import type { AppEnv } from '../src/http/env.ts'
import { accessLog } from '../src/http/hooks/access-log.ts'
import { answerHeaders } from '../src/http/hooks/answer-headers.ts'
import { clientIp } from '../src/http/hooks/client-ip.ts'
import { locale } from '../src/http/hooks/locale.ts'
import { type RequestHook, withHooks } from '../src/http/hooks/request-hook.ts'
import { requestId } from '../src/http/hooks/request-id.ts'
import { matchRoute } from '../src/http/hooks/route-pattern.ts'
import { LiteralFirstRouter } from '../src/http/literal-first-router.ts'
import { validate } from '../src/http/middleware/validate.ts'
import { integerText } from '../src/http/request/integer-text.ts'
import { json } from '../src/http/response/answer.ts'
import { success } from '../src/http/response/envelope.ts'
import { jsonData } from '../src/http/response/raw-json.ts'
import { createRoute } from '../src/http/route.ts'
import { createLogger } from '../src/logging/logger.ts'

type Side = () => unknown
interface Device {
  readonly repeats: number
  readonly ours: Side
  readonly other: Side
}

const ROUNDS = 31

const cpuOf = async (side: Side, repeats: number): Promise<number> => {
  const before = process.cpuUsage()
  for (let index = 0; index < repeats; index++) await side()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / repeats
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN

/** Measures both sides in turn, so that what disturbs the machine disturbs them alike. */
const measure = async (name: string, { ours, other, repeats }: Device): Promise<void> => {
  for (const side of [ours, other, ours, other]) await cpuOf(side, repeats)
  const samples: { ours: number; other: number }[] = []
  for (let round = 0; round < ROUNDS; round++) {
    samples.push({ ours: await cpuOf(ours, repeats), other: await cpuOf(other, repeats) })
  }
  const gains = samples.map((sample) => sample.other - sample.ours).sort((a, b) => a - b)
  const quartiles = [gains[Math.floor(ROUNDS / 4)], gains[Math.floor((3 * ROUNDS) / 4)]]
  console.log(
    `${name}: ${median(samples.map(({ ours }) => ours)).toFixed(2)} µs, otherwise ` +
      `${median(samples.map(({ other }) => other)).toFixed(2)} µs; gain ${median(gains).toFixed(2)} µs ` +
      `(quartiles ${quartiles.map((gain) => gain?.toFixed(2)).join(' to ')})`,
  )
}

const requests = [
  ['GET', '/api/scripts/1'],
  ['GET', '/api/scripts'],
  ['POST', '/api/scripts/1/execute'],
  ['POST', '/api/dashboard/stats/increment'],
  ['PUT', '/api/dashboard/stats'],
  ['POST', '/api/nodes/execute'],
  ['GET', '/api/executions/ex_01'],
  ['GET', '/readyz'],
] as const

/** Finds the handlers of a request among all routes of the product. */
const router = async (): Promise<Device> => {
  const routes = await withUnservedApp((app) => app.routes)
  const fill = (target: Router<unknown>): Side => {
    for (const { method, path, handler } of routes) target.add(method, path, handler)
    return () => {
      for (const [method, path] of requests) target.match(method, path)
    }
  }
  return {
    repeats: 5000,
    ours: fill(new LiteralFirstRouter()),
    other: fill(new SmartRouter({ routers: [new RegExpRouter(), new TrieRouter()] })),
  }
}

const request = {
  params: z.object({ script_id: integerText({ minimum: 1 }) }),
  headers: z.object({ 'idempotency-key': z.string().max(255).optional() }),
  query: z.object({ limit: integerText({ minimum: 1 }).default(50) }),
  body: { required: true, content: { 'application/json': { schema: z.object({ name: z.string() }) } } },
}

const post = { method: 'POST', body: '{"name":"a"}', headers: { 'Content-Type': 'application/json' } }

/** Checks path, query, headers and body of a request. */
const validator = (): Device => {
  const path = '/scripts/:script_id'
  const plain = new OpenAPIHono<AppEnv>()
  plain.openapi(
    createRoute({
      access: [],
      method: 'post',
      path: '/scripts/{script_id}',
      request,
      responses: { 204: { description: '' } },
    }),
    (c) => c.body(null, 204),
  )
  const quick = new Hono<AppEnv>().post(
    path,
    validate(request, () => undefined),
    (c) => c.body(null, 204),
  )
  return {
    repeats: 1500,
    ours: () => quick.request('/scripts/7', post),
    other: () => plain.request('/scripts/7', post),
  }
}

/** Runs what happens around every request. */
const hooks = (): Device => {
  const hooksOf = (): readonly RequestHook[] => [
    answerHeaders(performance),
    matchRoute,
    requestId,
    clientIp([]),
    locale(texts),
    accessLog({ logger: createLogger({ level: 'silent' }), slowRequestMs: 1000 }),
  ]
  const onError = (error: Error) => {
    throw error
  }
  const asMiddleware =
    (hook: RequestHook): MiddlewareHandler<AppEnv> =>
    async (c, next) => {
      const after = hook(c)
      await next()
      after?.(c)
    }
  const answer: MiddlewareHandler<AppEnv> = async (c) => json(c, { a: 1 }, 200)
  const joined = new Hono<AppEnv>().use(withHooks(onError, ...hooksOf())).get('/a', answer)
  const separate = new Hono<AppEnv>()
  for (const hook of hooksOf()) separate.use(asMiddleware(hook))
  separate.get('/a', answer)
  return { repeats: 3000, ours: () => joined.request('/a'), other: () => separate.request('/a') }
}

/** Answers with a script of ten nodes that the database has serialized. */
const serialized = (): Device => {
  const nodes = Array.from({ length: 10 }, (_, index) => ({
    id: `node-${index}`,
    type: 'transform',
    parameters: { expression: 'items[price > 10].{ "name": name, "total": price * quantity }' },
    on_error: 'stop',
  }))
  const text = JSON.stringify({
    id: 1,
    name: 'a',
    nodes,
    connections: {},
    created_at: '2026-01-01T00:00:00.000Z',
  })
  const answering = (handler: MiddlewareHandler<AppEnv>): Side => {
    const app = new Hono<AppEnv>().get('/a', handler)
    return () => app.request('/a')
  }
  return {
    repeats: 3000,
    ours: answering(async (c) => jsonData(c, { text, etag: '"1-1"' })),
    other: answering(async (c) => json(c, success(JSON.parse(text)), 200, { ETag: '"1-1"' })),
  }
}

const devices = { router, validator, hooks, serialized }
const wanted = process.argv[2]
for (const [name, create] of Object.entries(devices)) {
  if (wanted === undefined || wanted === name) await measure(name, await create())
}
