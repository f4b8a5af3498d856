import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { promisify } from 'node:util'
import { createDatabaseFile, createKilledFile, nameOf, readRows } from '../../support/db/database-file.ts'
import { COMPILED, createFolder, nodeArgs } from '../../support/process/command.ts'

const RESTORE = join(import.meta.dirname, '../../support/db/restore-process.ts')

// More changes of files than a restore makes.
const MOST_CHANGES = 20

/** Restores a backup over a database that a kill left; dies where it would change files for the nth time. */
const restoreAndDie = async (t: TestContext, n: number) => {
  const folder = await createFolder(t)
  const [database, backup] = [join(folder, 'a.db'), join(folder, 'b.db')]
  await createKilledFile(database, 'old')
  await createDatabaseFile(backup, { name: 'new' })
  const rows = { old: readRows(database), new: readRows(backup) }
  const env = { NODE_COMPILE_CACHE: COMPILED }
  const args = ['--database-url', `file:${database}`, backup]
  const restore = (dieAt: number): Promise<string> =>
    promisify(execFile)(process.execPath, [...nodeArgs(RESTORE), String(dieAt), ...args], { env }).then(
      () => 'done',
      ({ signal, stderr }) => signal ?? stderr,
    )
  return { folder, database, rows, restore, end: await restore(n) }
}

test('wherever a restore is killed, the old database stands at the name or the new one, and the old one is not lost', async (t) => {
  const ends: string[] = []
  for (let n = 1; n < MOST_CHANGES && ends.at(-1) !== 'done'; n++) {
    const { folder, database, rows, restore, end } = await restoreAndDie(t, n)
    const found = nameOf(database)
    assert.deepEqual(readRows(database), found === 'old' ? rows.old : rows.new, `change ${n}`)
    if (found === 'old') assert.equal(await restore(0), 'done', `change ${n}`)

    assert.deepEqual(readRows(database), rows.new, `change ${n}`)
    const kept = (await readdir(folder)).filter((name) => /\.replaced-\d{8}T\d{6}Z$/.test(name))
    assert.ok(kept.length > 0)
    for (const name of kept) assert.deepEqual(readRows(join(folder, name)), rows.old, `change ${n}`)
    ends.push(end)
  }
  assert.ok(ends.length > 5)
  assert.deepEqual(ends, [...ends.slice(1).map(() => 'SIGKILL'), 'done'])
})
