import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDatabase } from '../../../src/db/client.ts'
import { migrate } from '../../../src/db/migrate.ts'
import { MIGRATIONS } from '../db/template.ts'
import { type Cleaner, Sqld, type SqldOptions } from './sqld.ts'

/** Whether tests that need any database use one on a server, as `npm run test:sqld` has them do. */
export const ON_SERVER = process.env.TEST_DATABASE === 'sqld'

/** More than any test writes, as a file takes it. */
const LARGE_ROW = 200_000_000

const createTemplate = async (): Promise<string> => {
  const cleanUps: (() => unknown)[] = []
  const folder = mkdtempSync(join(tmpdir(), 'sqld-template-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  const sqld = await Sqld.start(
    { after: (cleanUp) => cleanUps.push(cleanUp) },
    { folder, maxRowSize: LARGE_ROW },
  )
  const database = await openDatabase({ url: sqld.url, synchronous: 'FULL' })
  await migrate(database, MIGRATIONS)
  await database.close()
  await sqld.stop()
  return folder
}

let template: Promise<string> | undefined

/** A server with an empty database of the newest schema. */
export const startMigratedSqld = async (
  owner: Cleaner,
  options: Pick<SqldOptions, 'isPrimary'> = {},
): Promise<Sqld> => {
  template ??= createTemplate()
  return Sqld.start(owner, { ...options, from: await template })
}
