import assert from 'node:assert/strict'
import { test } from 'node:test'
import { StoredGraph } from '../../../src/engine/graph/stored-graph.ts'

test('a stored graph is parsed once, when it is first looked into', () => {
  const text = '{"nodes":[{"id":"a","type":"start","parameters":{}}],"connections":{}}'
  const stored = new StoredGraph({ hash: 'h', text })
  assert.deepEqual(stored.graph, { nodes: [{ id: 'a', type: 'start', parameters: {} }], connections: {} })
  assert.equal(stored.graph, stored.graph)
  const unread = new StoredGraph({ hash: 'h', text: 'not JSON' })
  assert.throws(() => unread.graph, SyntaxError)
})
