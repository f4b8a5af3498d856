import { test } from 'node:test'
import { z } from '@hono/zod-openapi'
import { localize } from '../../../src/http/hooks/locale.ts'
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
import { jsonPage } from '../../../src/http/response/raw-json.ts'
import { createRoute } from '../../../src/http/route.ts'
import { createRouter } from '../../../src/http/router.ts'

const Item = z.object({ id: z.int(), name: z.string() })
type Item = z.output<typeof Item>
const pageOfItems = { items: '[]', count: 0, nextCursor: null, etag: '""' }
const item = { id: 1, name: 'one' }
const wrong = { id: 1 }

const getItem = createRoute({
  access: ['read'],
  method: 'get',
  path: '/',
  responses: { ...ok(Item, 'An item'), ...notModified, ...fails('SCRIPT_NOT_FOUND') },
})
const listItems = createRoute({
  access: ['read'],
  method: 'get',
  path: '/list',
  responses: { ...page(Item, 'Items'), ...notModified, ...fails('VALIDATION_FAILED') },
})
const createItem = createRoute({
  access: ['write'],
  method: 'post',
  path: '/',
  request: { body: body(Item) },
  responses: { ...created(Item, 'An item'), ...bodyFails() },
})
const getValue = createRoute({
  access: ['read'],
  method: 'get',
  path: '/value',
  responses: { ...ok(z.object({ value: z.number(), unit: z.string() }), 'A value'), ...fails() },
})

test('what the contract does not declare does not compile', () => {
  const router = createRouter()
  router.openapi(getItem, (c) => json(c, success(item), 200))
  router.openapi(getItem, async (c) =>
    json(c, success(item, localize(c, { en: 'Read.', ko: '조회했습니다.' })), 200, { ETag: '"1"' }),
  )
  router.openapi(createItem, (c) => json(c, success(c.req.valid('json')), 201))
  router.openapi(listItems, (c) => json(c, list([item]), 200))
  router.openapi(listItems, (c) => jsonPage<Item>(c, pageOfItems))
  router.openapi(getValue, (c) => json(c, success(1, null, { unit: 'ms' }), 200))

  // @ts-expect-error the status is not declared
  router.openapi(getItem, (c) => json(c, success(item), 201))
  // @ts-expect-error the envelope is missing
  router.openapi(getItem, (c) => json(c, item, 200))
  // @ts-expect-error the data has the wrong type
  router.openapi(getItem, (c) => json(c, success(wrong), 200))
  // @ts-expect-error a scalar is wrapped
  router.openapi(getItem, (c) => json(c, success(1), 200))
  // @ts-expect-error one item is no list
  router.openapi(listItems, (c) => json(c, success(item), 200))
  // @ts-expect-error the items have the wrong type
  router.openapi(listItems, (c) => json(c, list([wrong]), 200))
  // @ts-expect-error the items of the page have the wrong type
  router.openapi(listItems, (c) => jsonPage<typeof wrong>(c, pageOfItems))
  // @ts-expect-error a page is no item
  router.openapi(getItem, (c) => jsonPage<Item>(c, pageOfItems))
  // @ts-expect-error the extra has the wrong type
  router.openapi(getValue, (c) => json(c, success(1, null, { unit: 2 }), 200))
  // @ts-expect-error the access is not declared
  createRoute({ method: 'get', path: '/', responses: { ...ok(Item, 'An item') } })
  // @ts-expect-error there is no such scope
  createRoute({ access: ['delete'], method: 'get', path: '/', responses: { ...ok(Item, 'An item') } })
  // @ts-expect-error there is no such code
  fails('NO_SUCH_CODE')
})
