/** `npm run docs`: writes the generated tables into the documents that have their markers. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT, readDocuments } from './documents.ts'
import { buildTables, withTables } from './tables.ts'

const tables = await buildTables()
for (const { path, text } of readDocuments()) {
  const written = withTables(text, tables)
  if (written !== text) writeFileSync(join(ROOT, path), written)
}
