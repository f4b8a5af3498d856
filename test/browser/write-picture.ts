/** `npm run docs:picture`: takes the picture of the page that README and docs/page.md show. */
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { startServer } from './server.ts'
import { openBrowser, visit } from './visitor.ts'

const PICTURE = join(import.meta.dirname, '../../docs/page.png')
const MAX_BYTES = 200_000

const script = {
  name: 'Morning orders',
  nodes: [
    { id: 'start', type: 'start', position: { x: 0, y: 120 } },
    {
      id: 'each_order',
      type: 'for_each',
      name: 'Each order',
      position: { x: 270, y: 120 },
      parameters: { items: 'params.orders', concurrency: 4 },
    },
    { id: 'pause', type: 'wait', name: 'Ask the shop', position: { x: 540, y: 0 }, parameters: { ms: 300 } },
    {
      id: 'price',
      type: 'transform',
      name: 'Price it',
      position: { x: 810, y: 0 },
      parameters: {
        expression:
          '{ "order": input.id, "customer": input.customer, "total": input.quantity * input.price }',
      },
    },
    {
      id: 'is_large',
      type: 'condition',
      name: 'A large day?',
      position: { x: 540, y: 210 },
      parameters: { expression: '$sum(input.total) > 400' },
    },
    {
      id: 'tell',
      type: 'log',
      name: 'Tell the kitchen',
      position: { x: 810, y: 170 },
      parameters: { message: 'A large day: {{ $count(nodes.each_order) }} orders', level: 'info' },
    },
    {
      id: 'end',
      type: 'end',
      name: 'Report',
      position: { x: 1080, y: 260 },
      parameters: { output: '{{ nodes.each_order }}' },
    },
  ],
  connections: {
    start: [{ target: 'each_order' }],
    each_order: [
      { target: 'pause', output: 'each' },
      { target: 'is_large', output: 'done' },
    ],
    pause: [{ target: 'price' }],
    is_large: [
      { target: 'tell', output: 'true' },
      { target: 'end', output: 'false' },
    ],
    tell: [{ target: 'end' }],
  },
}

const customers = ['Ada', 'Grace', 'Katherine', 'Margaret', 'Jisoo', 'Radia', 'Barbara', 'Frances']
const input = {
  orders: customers.map((customer, index) => ({
    id: 1001 + index,
    customer,
    quantity: 2 + (index % 4),
    price: 12.5 + 3 * index,
  })),
}

test('the picture of the page', async (t) => {
  const server = await startServer(t)
  const { id } = await server.call('POST', '/api/scripts', script)
  const { id: execution } = await server.call('POST', `/api/scripts/${id}/execute`, { input })
  const page = await visit(t, await openBrowser(t), { viewport: { width: 1280, height: 800 } })
  await page.goto(`${server.page}#/executions/${execution}`)
  await page.locator('.title-block').getByText('Completed').waitFor()
  await page.locator('.run-graph .run-card').first().waitFor()
  await page.waitForTimeout(1000)
  await page.screenshot({ path: PICTURE })
  t.diagnostic(`${PICTURE}: ${statSync(PICTURE).size} bytes, at most ${MAX_BYTES} are fine`)
})
