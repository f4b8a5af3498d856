/** The scripts that the cases store and run. */
import type { Request } from './request.ts'

export const INPUT = {
  items: [
    { price: 40, quantity: 3 },
    { price: 2, quantity: 1 },
  ],
}

/** Runs a stored script and waits for its end. */
export const executeRequest = (id: number, output?: unknown): Request => ({
  method: 'POST',
  path: `/api/scripts/${id}/execute`,
  body: { input: INPUT },
  expect: { data: { status: 'completed', ...(output !== undefined && { output }) } },
})

const transform = (id: string, expression: string) => ({ id, type: 'transform', parameters: { expression } })

/** Connects nodes in sequence. */
const chain = (ids: readonly string[]) =>
  Object.fromEntries(ids.slice(0, -1).map((id, index) => [id, [{ target: ids[index + 1] }]]))

/** A realistic sequence of nodes. */
export const chainOfNodes = (name: string, length: number) => {
  const ids = Array.from({ length }, (_, index) => `step_${index + 1}`)
  return {
    name,
    description: 'Adds up an order, step by step.',
    nodes: ids.map((id, index) => ({
      ...transform(id, `$sum(input.items.price) + ${index}`),
      position: { x: 200 * index, y: 100 },
    })),
    connections: chain(ids),
  }
}

export const tenNodes = (name: string) => chainOfNodes(name, 10)

/** Adds up an order, branches on its size, logs it and answers; the order is somewhere in the input. */
const orderTotals = (order: string) => ({
  name: 'Order totals',
  nodes: [
    transform('sum', `{ "total": $sum(${order}.items.(price * quantity)) }`),
    { id: 'is_large', type: 'condition', parameters: { expression: 'input.total > 100' } },
    transform('set', '{ "total": input.total, "large": true }'),
    { id: 'answer', type: 'end' },
  ],
  connections: {
    sum: [{ target: 'is_large' }],
    is_large: [
      { target: 'set', output: 'true' },
      { target: 'answer', output: 'false' },
    ],
    set: [{ target: 'answer' }],
  },
})

export const fourNodes = orderTotals('params')

/** The same for an order that a webhook delivers. */
export const fourNodesOfBody = orderTotals('params.body')

/** The output of `fourNodes` for `INPUT`. */
export const LARGE_ORDER = { total: 122, large: true }

/** One node that fans out to all others, and one that joins them. */
export const diamond = (
  size: number,
  middle: (id: string) => object = (id) => transform(id, 'input + 1'),
) => {
  const ids = Array.from({ length: size - 2 }, (_, index) => `middle_${index + 1}`)
  return {
    name: `Diamond of ${size}`,
    nodes: [transform('first', '1'), ...ids.map(middle), { id: 'last', type: 'merge' }],
    connections: {
      first: ids.map((target) => ({ target })),
      ...Object.fromEntries(ids.map((id) => [id, [{ target: 'last' }]])),
    },
  }
}

/** A loop that runs one node for each of `items` items. */
export const loop = (items: number) => ({
  name: `Loop over ${items}`,
  nodes: [
    { id: 'each', type: 'for_each', parameters: { items: `[1..${items}]` } },
    transform('double', 'input * 2'),
    transform('count', '$count(input)'),
  ],
  connections: {
    each: [
      { target: 'double', output: 'each' },
      { target: 'count', output: 'done' },
    ],
  },
})

export const waitNode = (ms: number) => (id: string) => ({ id, type: 'wait', parameters: { ms } })

/** A sequence of `count` code nodes that each compute a Fibonacci number. */
export const lightNodes = (count: number) => {
  const code = 'const fibo = (n) => (n < 2 ? n : fibo(n - 1) + fibo(n - 2)); return fibo(10)'
  const ids = Array.from({ length: count }, (_, index) => `fibo_${index + 1}`)
  return {
    name: 'Light nodes',
    nodes: ids.map((id) => ({ id, type: 'code', parameters: { code } })),
    connections: chain(ids),
  }
}
