import fc from 'fast-check'
import type { ScriptModel, ScriptNode } from '../../../src/web/graph/model.ts'

export const settings: ScriptModel['settings'] = {
  name: 'Orders',
  description: null,
  active: true,
  execution_order: 0,
  retention: null,
  strict: false,
  tags: [],
  timeout_ms: null,
  max_concurrent: null,
  on_max_concurrent: 'queue',
  on_failure: null,
  on_success: null,
}

export const makeNode = (id: string, more: Partial<ScriptNode> = {}): ScriptNode => ({
  id,
  type: 'transform',
  position: { x: 0, y: 0 },
  parameters: { expression: 'input' },
  ...more,
})

/** A graph written as `a-b` or `a:port-b`; nodes that are named alone have no edges. */
export const makeModel = (edges: string, nodes: readonly ScriptNode[] = []): ScriptModel => {
  const given = new Map(nodes.map((node) => [node.id, node]))
  const connections = new Map<string, { target: string; output: string }[]>()
  for (const word of edges.split(' ').filter(Boolean)) {
    const [from = '', target] = word.split('-')
    const [source = '', output = 'out'] = from.split(':')
    for (const id of [source, target]) if (id && !given.has(id)) given.set(id, makeNode(id))
    if (target) connections.set(source, [...(connections.get(source) ?? []), { target, output }])
  }
  return { settings, nodes: [...given.values()], connections }
}

const ids = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f')

export const models: fc.Arbitrary<ScriptModel> = fc
  .record({
    nodes: fc.uniqueArray(ids),
    edges: fc.array(fc.tuple(ids, ids, fc.constantFrom('out', 'error'))),
    moved: fc.dictionary(ids, fc.record({ x: fc.integer(), y: fc.integer() })),
    values: fc.dictionary(ids, fc.constantFrom('1', '2', '3')),
  })
  .map(({ nodes, edges, moved, values }) => {
    const there = new Set<string>(nodes)
    const connections = new Map<string, { target: string; output: string }[]>()
    for (const [source, target, output] of edges) {
      if (!there.has(source) || !there.has(target)) continue
      const list = connections.get(source) ?? []
      if (list.some((each) => each.target === target && each.output === output)) continue
      connections.set(source, [...list, { target, output }])
    }
    return {
      settings,
      nodes: nodes.map((id) =>
        makeNode(id, {
          position: moved[id] ?? { x: 0, y: 0 },
          parameters: { expression: values[id] ?? 'input' },
        }),
      ),
      connections,
    }
  })
