import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chain } from '../../support/engine/graph-spec.ts'
import { buildGraph } from '../../support/engine/graphs.ts'
import { createRunner } from '../../support/engine/run/world.ts'

test('a chain of 10,000 nodes runs to its end', async () => {
  const { run } = await createRunner()
  const ids = Array.from({ length: 10_000 }, (_, index) => `n${index}`)
  const graph = buildGraph(
    ids.map((id) => ({ id, type: 'log', parameters: { message: 'hello' } })),
    chain(...ids),
  )
  const { execution, nodes } = await run(graph, { input: 'through' })
  assert.equal(execution.output, 'through')
  assert.equal(nodes.length, ids.length)
})

test('a dead chain of 10,000 nodes is skipped to its end', async () => {
  const { run } = await createRunner()
  const ids = Array.from({ length: 9999 }, (_, index) => `n${index}`)
  const nodes = ids.map((id) => ({ id, type: 'start' }))
  const fail = { id: 'fail', type: 'fail', parameters: { message: 'no' } }
  const state = await run(buildGraph([fail, ...nodes], chain('fail', ...ids)))
  assert.equal(state.nodes.filter(({ status }) => status === 'skipped').length, ids.length)
})
