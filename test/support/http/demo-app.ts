import { z } from '@hono/zod-openapi'
import { texts } from '../../../src/app/texts.ts'
import { AppError } from '../../../src/domain/errors.ts'
import { messages } from '../../../src/features/scripts/texts.ts'
import type { Authenticator } from '../../../src/http/access/principal.ts'
import { createApp, type HttpConfig } from '../../../src/http/app.ts'
import { localize } from '../../../src/http/hooks/locale.ts'
import type { GuardConfig } from '../../../src/http/middleware/guard.ts'
import { json } from '../../../src/http/response/answer.ts'
import { list, success } from '../../../src/http/response/envelope.ts'
import {
  body,
  bodyFails,
  created,
  fails,
  notModified,
  ok,
  page,
} from '../../../src/http/response/operation-responses.ts'
import { createRoute } from '../../../src/http/route.ts'
import { createRouter } from '../../../src/http/router.ts'
import { Turns } from '../../../src/lib/async/turns.ts'
import { captureLog } from '../log-capture.ts'
import { openGuard } from '../net/open-guard.ts'

const Item = z.object({ id: z.int(), name: z.string() }).openapi('Item')
const NewItem = z
  .object({
    name: z.string().min(1).max(100),
    size: z.int().optional(),
    url: z
      .string()
      .refine((url) => url.startsWith('https:'), {
        params: { problem: 'invalid_expression', values: { reason: 'https' } },
      })
      .optional(),
  })
  .openapi('NewItem')

const shared = { tags: ['scripts'], description: 'For the tests.' }

const listItems = createRoute({
  ...shared,
  method: 'get',
  path: '/',
  operationId: 'listItems',
  access: ['read'],
  request: { query: z.object({ limit: z.coerce.number().max(200).optional() }) },
  responses: { ...page(Item, 'Items'), ...notModified, ...fails('VALIDATION_FAILED') },
})

const createItem = createRoute({
  ...shared,
  method: 'post',
  path: '/',
  operationId: 'createItem',
  access: ['write'],
  request: { body: body(NewItem) },
  responses: { ...created(Item, 'The item'), ...bodyFails('SCRIPT_NAME_TAKEN', 'NODE_ID_TAKEN') },
})

const getItem = createRoute({
  ...shared,
  method: 'get',
  path: '/{id}',
  operationId: 'getItem',
  access: ['read'],
  request: { params: z.object({ id: z.string() }), query: z.object({ q: z.string().optional() }) },
  responses: { ...ok(Item, 'The item'), ...notModified, ...fails('SCRIPT_NOT_FOUND') },
})

const itemRoutes = () =>
  createRouter()
    .openapi(listItems, (c) => json(c, list([{ id: 1, name: 'one' }]), 200))
    .openapi(createItem, (c) => {
      const { name } = c.req.valid('json')
      return json(c, success({ id: 1, name }, localize(c, messages.scriptCreated)), 201, {
        Location: '/items/1',
      })
    })
    .openapi(getItem, (c) => {
      const { id } = c.req.valid('param')
      if (id !== '1') throw new AppError('SCRIPT_NOT_FOUND', { values: { id } })
      return json(c, success({ id: 1, name: 'one' }), 200, { ETag: '"1-7"' })
    })

export class DatabaseDown extends Error {}

export interface DemoOptions {
  readonly config?: Partial<HttpConfig & GuardConfig>
  /** By default no key is required. */
  readonly authenticator?: Authenticator
  /** The successive readings of the clock; the last one repeats. */
  readonly times?: readonly number[]
}

const clockOf = (times: readonly number[]) => {
  const left = [...times]
  return { now: () => (left.length > 1 ? left.shift() : left[0]) ?? 0 }
}

const oddRoutes = () => {
  const router = createRouter()
  router.get('/bug', () => {
    throw new Error('secret internals', { cause: new Error('the cause') })
  })
  router.get('/thrown', () => Promise.reject('a string'))
  router.get('/database', () => {
    throw new DatabaseDown('no such host')
  })
  router.get('/large', (c) => json(c, success({ text: 'x'.repeat(5000) }), 200))
  router.post('/large', (c) => json(c, success({ text: 'x'.repeat(5000) }), 200))
  router.get('/ip', (c) => json(c, success(c.var.clientIp), 200))
  router.get('/events', (c) =>
    c.body('data: 1\n\n'.repeat(500), 200, { 'Content-Type': 'text/event-stream' }),
  )
  return router
}

/** The application with a few routes, and its log. */
export const createDemoApp = ({ config, authenticator, times = [0] }: DemoOptions = {}) => {
  const { logger, lines } = captureLog()
  const app = createApp({
    config: { corsOrigins: [], trustedProxies: [], slowRequestMs: 1000, bodyLimitBytes: 10_000, ...config },
    logger,
    texts,
    clock: clockOf(times),
    routes: [
      ['/items', itemRoutes()],
      ['/odd', oddRoutes()],
    ],
    databaseFailure: (error) => (error instanceof DatabaseDown ? 'DATABASE_UNAVAILABLE' : undefined),
    turns: new Turns(),
    guard: {
      ...openGuard,
      config: { ...openGuard.config, ...config },
      ...(authenticator && { authenticator }),
    },
  })
  return { app, lines }
}

export const jsonPost = (text: string, headers: Readonly<Record<string, string>> = {}): RequestInit => ({
  method: 'POST',
  body: text,
  headers: { 'Content-Type': 'application/json', ...headers },
})
