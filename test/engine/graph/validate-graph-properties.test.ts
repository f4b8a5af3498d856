import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Expressions } from '../../../src/engine/expressions/expressions.ts'
import { Graph } from '../../../src/engine/graph/graph.ts'
import { graphProblems } from '../../../src/engine/graph/validate-graph.ts'
import { compilePlan, type PlanScope } from '../../../src/engine/interpreter/plan.ts'
import { NodeTypes } from '../../../src/engine/node-types/registry.ts'
import { Turns } from '../../../src/lib/async/turns.ts'
import { anyCharacter } from '../../support/any-character.ts'
import { chain, type EdgeSpec, type NodeSpec } from '../../support/engine/graph-spec.ts'
import { buildGraph, buildHashed } from '../../support/engine/graphs.ts'

const rules = { types: new NodeTypes(), expressions: new Expressions(), turns: new Turns() }

const log = (id: string): NodeSpec => ({ id, type: 'log', parameters: { message: 'm' } })
const loop = (id: string): NodeSpec => ({ id, type: 'repeat', parameters: { times: 2 } })

const oddName = fc.oneof(
  fc.constantFrom('a', 'b', '__proto__', 'constructor', 'toString', 'a.b', '', 'out', 'each', 'error'),
  fc.string({ unit: anyCharacter, maxLength: 5 }),
)
const oddConnections = fc
  .array(fc.tuple(oddName, fc.array(fc.record({ target: oddName, output: oddName }), { maxLength: 4 })))
  .map((entries) => Object.fromEntries(entries))
const oddNode = fc.record({
  id: oddName,
  type: fc.oneof(fc.constantFrom(...rules.types.all.map(({ type }) => type)), oddName),
  parameters: fc.dictionary(oddName, fc.jsonValue()),
})
const oddGraph = fc.record({ nodes: fc.array(oddNode, { maxLength: 6 }), connections: oddConnections })

test('however odd a graph is, its problems have paths and codes, and without problems it compiles', async () => {
  await fc.assert(
    fc.asyncProperty(oddGraph, async (graph) => {
      const problems = await graphProblems(graph, rules)
      for (const { path, code } of problems) assert.ok(path !== '' && code !== '')
      if (problems.length > 0) return
      assert.equal((await compilePlan({ hash: 'h', graph }, rules)).root.nodes.length, graph.nodes.length)
    }),
  )
})

interface Nesting {
  readonly steps: readonly (Nesting | null)[]
}

const { nesting } = fc.letrec<{ nesting: Nesting }>((tie) => ({
  nesting: fc.record({
    steps: fc.array(fc.option(tie('nesting'), { maxDepth: 4, depthIdentifier: 'loops' }), { maxLength: 4 }),
  }),
}))

/** A chain of steps; one that is a nesting itself is a loop with that as its body. */
const flatten = (
  { steps }: Nesting,
  prefix: string,
): { nodes: NodeSpec[]; edges: EdgeSpec[]; ids: string[] } => {
  const ids = steps.map((_, index) => `${prefix}${index}`)
  const bodies = steps.map((step, index) => step && flatten(step, `${prefix}${index}.`))
  const joints = chain(...ids).map(
    ([from, to]): EdgeSpec => [from, to, bodies[ids.indexOf(from)] ? 'done' : 'out'],
  )
  const entries = bodies.flatMap((body, index): EdgeSpec[] =>
    (body?.ids ?? []).map((id): EdgeSpec => [ids[index] ?? '', id, 'each']),
  )
  return {
    ids,
    nodes: [
      ...ids.map((id, index) => (bodies[index] ? loop(id) : log(id))),
      ...bodies.flatMap((body) => body?.nodes ?? []),
    ],
    edges: [...joints, ...entries, ...bodies.flatMap((body) => body?.edges ?? [])],
  }
}

const idsOf = (scope: PlanScope, prefix: string): string[] =>
  scope.nodes.flatMap(({ node, body }) => {
    assert.ok(
      node.id.startsWith(prefix) && !node.id.slice(prefix.length).includes('.'),
      `${node.id} in ${prefix}`,
    )
    return [node.id, ...(body ? idsOf(body, `${node.id}.`) : [])]
  })

test('each node of a valid graph is in exactly the scope of its own loop', async () => {
  await fc.assert(
    fc.asyncProperty(nesting, async (tree) => {
      const { nodes, edges } = flatten(tree, '')
      const source = buildHashed(nodes, edges)
      assert.deepEqual(await graphProblems(source.graph, rules), [])
      const ids = idsOf((await compilePlan(source, rules)).root, '')
      assert.deepEqual(ids.toSorted(), nodes.map(({ id }) => id).toSorted())
    }),
  )
})

test('a connection between two loops of a valid graph is always refused', async () => {
  const twoLoops = fc.record({ left: nesting, right: nesting })
  await fc.assert(
    fc.asyncProperty(twoLoops, fc.nat(), fc.nat(), async ({ left, right }, from, to) => {
      const { nodes, edges } = flatten({ steps: [left, right] }, '')
      const within = (prefix: string) => nodes.map(({ id }) => id).filter((id) => id.startsWith(prefix))
      const [sources, targets] = [within('0.'), within('1.')]
      fc.pre(sources.length > 0 && targets.length > 0)
      const source = sources[from % sources.length] ?? ''
      const target = targets[to % targets.length] ?? ''
      const port = nodes.find(({ id }) => id === source)?.type === 'repeat' ? 'done' : 'out'
      const codes = (await graphProblems(buildGraph(nodes, [...edges, [source, target, port]]), rules)).map(
        ({ code }) => code,
      )
      assert.ok(codes.includes('loop_body_entered'), codes.join())
    }),
  )
})

test('what the schema accepts and JSON carries is the same graph', async () => {
  await fc.assert(
    fc.asyncProperty(oddGraph, async (graph) => {
      const parsed = Graph.safeParse(JSON.parse(JSON.stringify(graph)))
      fc.pre(parsed.success)
      assert.deepEqual(Graph.parse(JSON.parse(JSON.stringify(parsed.data))), parsed.data)
    }),
  )
})
