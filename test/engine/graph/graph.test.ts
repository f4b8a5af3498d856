import assert from 'node:assert/strict'
import { hash } from 'node:crypto'
import { test } from 'node:test'
import { writeGraph } from '../../../src/engine/graph/graph.ts'
import { Turns } from '../../../src/lib/async/turns.ts'
import { chain } from '../../support/engine/graph-spec.ts'
import { buildGraph } from '../../support/engine/graphs.ts'

const graphOf = (count: number) => {
  const ids = Array.from({ length: count }, (_, index) => `é${index}`)
  return buildGraph(
    ids.map((id) => ({ id, type: 'start' })),
    chain(...ids),
  )
}

for (const count of [0, 1, 10, 2000]) {
  test(`the text of a graph of ${count} nodes is its JSON, and the hash is that of the text`, async () => {
    const graph = graphOf(count)
    const written = await writeGraph(graph, new Turns())
    assert.equal(written.text, JSON.stringify(graph))
    assert.equal(written.hash, hash('sha256', written.text, 'base64url'))
    assert.equal(written.graph, graph)
  })
}
