import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Script } from '../../../src/features/scripts/schema.ts'
import { anyScript } from '../../support/engine/random/random-script.ts'
import { dataOf } from '../../support/http/client.ts'
import { createScriptClient } from '../../support/http/script-client.ts'

test('a script comes back as it was sent, and putting it back changes nothing', async (t) => {
  const { call, create } = await createScriptClient(t)
  let made = 0
  const property = fc.asyncProperty(anyScript, async ({ graph, ...settings }) => {
    const sent = JSON.parse(JSON.stringify({ name: `script ${made++}`, ...settings, ...graph }))
    const { id } = await create(sent)
    const got = await call('GET', `/${id}`)
    const { name, description, active, execution_order, retention, nodes } = dataOf(Script, got)
    assert.deepEqual(
      { name, description, active, execution_order, retention },
      { name: sent.name, ...JSON.parse(JSON.stringify(settings)) },
    )
    for (const [index, node] of nodes.entries()) {
      const { retry, ...rest } = node
      const { retry: sentRetry, ...sentRest } = sent.nodes[index]
      assert.deepEqual(rest, sentRest)
      assert.equal(retry?.max_attempts, sentRetry?.max_attempts)
    }
    const put = await call('PUT', `/${id}`, { body: Object(got.json).data })
    assert.deepEqual([put.status, put.etag], [200, got.etag], put.text)
    assert.deepEqual(Object(put.json).data, Object(got.json).data)
    const putGraph = await call('PUT', `/${id}/nodes`, {
      body: { nodes, connections: Object(got.json).data.connections },
    })
    assert.equal(putGraph.etag, got.etag)
    for (const answer of [put, putGraph]) assert.equal(Object(answer.json).message, 'Nothing was changed.')
  })
  await fc.assert(property, { numRuns: 60 })
})
