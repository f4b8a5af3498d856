import { readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDatabase } from '../../../src/db/client.ts'
import { migrate, readMigrations } from '../../../src/db/migrate.ts'

/** The migrations of the program. */
export const MIGRATIONS = readMigrations(join(import.meta.dirname, '../../../drizzle'))

const createTemplate = async (): Promise<Buffer> => {
  const folder = await mkdtemp(join(tmpdir(), 'template-'))
  const path = join(folder, 'template.db')
  const database = await openDatabase({ url: `file:${path}`, synchronous: 'OFF' })
  await migrate(database, MIGRATIONS)
  await database.close()
  const content = readFileSync(path)
  await rm(folder, { recursive: true })
  return content
}

// Migrating an empty database takes longer than most tests, and a process makes hundreds of databases.
const template = await createTemplate()

/** Writes an empty database of the newest schema. */
export const writeEmptyDatabase = (path: string): Promise<void> => writeFile(path, template)
