import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readDocuments } from '../support/docs/documents.ts'
import { expressionTablesOf } from '../support/docs/expression-tables.ts'
import { createTestApp } from '../support/http/test-app.ts'

test('the expressions of the documents have the values that are shown', async (t) => {
  const { request } = await createTestApp(t)
  const tables = readDocuments().flatMap((document) =>
    expressionTablesOf(document).map((table) => ({ ...table, path: document.path })),
  )
  assert.ok(tables.flatMap(({ rows }) => rows).length >= 30)
  for (const { path, input, rows } of tables) {
    const nodes = rows.map(({ expression }, index) => ({
      id: `row_${index}`,
      type: 'transform',
      parameters: { expression },
    }))
    const { json } = await request('POST', '/api/nodes/execute', { body: { nodes, input } })
    for (const [index, { expression, value }] of rows.entries()) {
      const { status, output } = Object(json).data[index]
      if (value === 'error') assert.equal(status, 'failed', `${path}: ${expression}`)
      else assert.deepEqual(output, value === 'nothing' ? null : JSON.parse(value), `${path}: ${expression}`)
    }
  }
})
