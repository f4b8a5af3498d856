import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { openDatabase } from '../../../src/db/client.ts'
import { Writer } from '../../../src/db/writer.ts'
import { ON_SERVER, startMigratedSqld } from '../sqld/template.ts'
import { writeEmptyDatabase } from './template.ts'

/** An empty database on a server of its own, and the writer that belongs to it. */
const createRemoteDatabase = async (t: TestContext) => {
  const { url } = await startMigratedSqld(t)
  const database = await openDatabase({ url, synchronous: 'FULL' })
  t.after(() => database.close())
  return { database, path: '', writer: new Writer(database) }
}

/** An empty database in a file of its own, and the writer that belongs to it. With `TEST_DATABASE=sqld` it is on a server. */
export const createDatabase = async (t: TestContext) => {
  if (ON_SERVER) return createRemoteDatabase(t)
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
