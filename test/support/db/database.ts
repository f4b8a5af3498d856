import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { openDatabase } from '../../../src/db/client.ts'
import { Writer } from '../../../src/db/writer.ts'
import { writeEmptyDatabase } from './template.ts'

/** An empty database in a file of its own, and the writer that belongs to it. */
export const createDatabase = async (t: TestContext) => {
  const folder = await mkdtemp(join(tmpdir(), 'database-'))
  const path = join(folder, 'test.db')
  await writeEmptyDatabase(path)
  const database = await openDatabase({ url: `file:${path}`, synchronous: 'OFF' })
  t.after(async () => {
    await database.close()
    await rm(folder, { recursive: true, force: true })
  })
  return { database, path, writer: new Writer(database) }
}
