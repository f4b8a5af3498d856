import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readDocuments } from '../support/docs/documents.ts'
import { buildTables, withTables } from '../support/docs/tables.ts'

test('the tables of the documents are those of the code', async () => {
  const tables = await buildTables()
  const documents = readDocuments()
  for (const { path, text } of documents) {
    assert.equal(text, withTables(text, tables), `${path}: npm run docs writes them`)
  }
  for (const name of Object.keys(tables)) {
    assert.ok(
      documents.some(({ text }) => text.includes(`<!-- ${name} -->`) && text.includes(`<!-- /${name} -->`)),
      `no document has the table ${name}`,
    )
  }
})
