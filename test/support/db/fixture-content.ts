/** The scripts in the databases of the fixtures, as they were created. */
export const fixtureScripts = [
  {
    name: 'Order totals',
    description: 'Adds up an order and counts the large ones',
    nodes: [
      { id: 'start', type: 'start', parameters: {} },
      { id: 'sum', type: 'transform', parameters: { expression: '$sum(input.items.(price * quantity))' } },
      { id: 'is_large', type: 'condition', parameters: { expression: 'input > 100' } },
      { id: 'count', type: 'stats', parameters: { deltas: { large_orders: 1 } } },
      { id: 'end', type: 'end', parameters: { output: { total: '{{ nodes.sum }}' } } },
    ],
    connections: {
      start: [{ target: 'sum', output: 'out' }],
      sum: [{ target: 'is_large', output: 'out' }],
      is_large: [
        { target: 'count', output: 'true' },
        { target: 'end', output: 'false' },
      ],
      count: [{ target: 'end', output: 'out' }],
    },
  },
  {
    name: '주문 확인',
    active: false,
    retention: { count: 5 },
    nodes: [{ id: 'stop', type: 'fail', parameters: { message: 'not today' } }],
    connections: {},
  },
  {
    name: 'Long wait',
    nodes: [
      { id: 'wait', type: 'wait', parameters: { until: '2026-11-24T00:00:00.000Z' } },
      { id: 'pause', type: 'wait', parameters: { ms: 86_400_000 } },
    ],
    connections: { wait: [{ target: 'pause', output: 'out' }] },
  },
] as const

/** What the first of them is executed with. */
export const orderOf = (price: number) => ({ input: { items: [{ price, quantity: 3 }] } })
