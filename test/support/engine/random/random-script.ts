import fc from 'fast-check'
import { keptJson } from '../../http/json-value.ts'

const text = (maxLength: number) =>
  fc
    .string({ unit: 'grapheme', maxLength })
    .filter((value) => value.length <= maxLength && !/\p{Cc}/u.test(value))

const nodeId = text(12).filter((id) => !['', '.', '..', '__proto__'].includes(id))

const anyNode = fc.record(
  {
    type: fc.constant('log'),
    parameters: fc.record({
      message: keptJson().filter((value) => !JSON.stringify(value).includes('{{')),
    }),
    name: text(50),
    description: text(50),
    position: fc.record({ x: fc.integer(), y: fc.double({ noNaN: true, noDefaultInfinity: true }) }),
    on_error: fc.constantFrom('stop', 'continue'),
    timeout_ms: fc.integer({ min: 1, max: 86_400_000 }),
    retry: fc.record({ max_attempts: fc.integer({ min: 1, max: 20 }) }),
    metadata: fc.dictionary(text(10), keptJson()),
  },
  { requiredKeys: ['parameters', 'type'] },
)

/** Each node may be connected to those that come after it. */
const anyGraph = fc
  .uniqueArray(nodeId, { maxLength: 8 })
  .chain((ids) =>
    fc.record({
      nodes: fc.tuple(...ids.map((id) => anyNode.map((node) => ({ id, ...node })))),
      later: fc.tuple(...ids.map((_, index) => fc.subarray(ids.slice(index + 1)))),
    }),
  )
  .map(({ nodes, later }) => ({
    nodes,
    connections: Object.fromEntries(
      nodes.map(({ id }, index) => [id, later[index]?.map((target) => ({ target }))]),
    ),
  }))

/** What a script may be made with, besides its name; nothing in it is an expression. */
export const anyScript = fc.record({
  description: fc.option(text(500)),
  active: fc.boolean(),
  execution_order: fc.integer({ min: -1_000_000, max: 1_000_000 }),
  retention: fc.option(fc.record({ days: fc.nat({ max: 36_500 }), count: fc.nat() }, { requiredKeys: [] })),
  graph: anyGraph,
})
