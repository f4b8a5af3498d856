import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createRoute, z } from '@hono/zod-openapi'
import {
  body,
  bodyFails,
  created,
  fails,
  list,
  notModified,
  ok,
  page,
  success,
} from '../../src/http/envelope.ts'
import { createRouter } from '../../src/http/router.ts'

const Item = z.object({ id: z.int(), name: z.string() })
const item = { id: 1, name: 'one' }
const wrong = { id: 1 }

const getItem = createRoute({
  method: 'get',
  path: '/',
  responses: { ...ok(Item, 'An item'), ...notModified, ...fails('SCRIPT_NOT_FOUND') },
})
const listItems = createRoute({
  method: 'get',
  path: '/list',
  responses: { ...page(Item, 'Items'), ...notModified, ...fails('VALIDATION_FAILED') },
})
const createItem = createRoute({
  method: 'post',
  path: '/',
  request: { body: body(Item) },
  responses: { ...created(Item, 'An item'), ...bodyFails() },
})
const getValue = createRoute({
  method: 'get',
  path: '/value',
  responses: { ...ok(z.object({ value: z.number(), unit: z.string() }), 'A value'), ...fails() },
})

test('what the contract does not declare does not compile', () => {
  const router = createRouter()
  router.openapi(getItem, (c) => c.json(success(item), 200))
  router.openapi(getItem, async (c) =>
    c.json(success(item, c.var.say('scriptUpdated')), 200, { ETag: '"1"' }),
  )
  router.openapi(createItem, (c) => c.json(success(c.req.valid('json')), 201))
  router.openapi(listItems, (c) => c.json(list([item]), 200))
  router.openapi(getValue, (c) => c.json(success(1, null, { unit: 'ms' }), 200))

  // @ts-expect-error the status is not declared
  router.openapi(getItem, (c) => c.json(success(item), 201))
  // @ts-expect-error the envelope is missing
  router.openapi(getItem, (c) => c.json(item, 200))
  // @ts-expect-error the data has the wrong type
  router.openapi(getItem, (c) => c.json(success(wrong), 200))
  // @ts-expect-error a scalar is wrapped
  router.openapi(getItem, (c) => c.json(success(1), 200))
  // @ts-expect-error one item is no list
  router.openapi(listItems, (c) => c.json(success(item), 200))
  // @ts-expect-error the items have the wrong type
  router.openapi(listItems, (c) => c.json(list([wrong]), 200))
  // @ts-expect-error the extra has the wrong type
  router.openapi(getValue, (c) => c.json(success(1, null, { unit: 2 }), 200))
  // @ts-expect-error there is no such code
  assert.throws(() => fails('NO_SUCH_CODE'))
})
