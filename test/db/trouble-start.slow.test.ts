import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { chmod, copyFile, mkdir, readFile, symlink, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { openDatabase } from '../../src/db/client.ts'
import { migrate } from '../../src/db/migrate.ts'
import { MIGRATIONS } from '../support/db/template.ts'
import { createFolder, runCommand } from '../support/process/command.ts'
import { callCommand } from '../support/process/command-line.ts'

const run = promisify(execFile)

/** A database as the program leaves it, and the statements that were run on it afterwards. */
const createFile = async (path: string, ...statements: readonly string[]) => {
  const database = await openDatabase({ url: `file:${path}`, synchronous: 'OFF' })
  await migrate(database, MIGRATIONS)
  if (statements.length > 0) await database.batch(statements)
  await database.close()
}

/** Makes a file unchangeable, for root too; `false` where that is not possible. */
const freeze = (path: string): Promise<boolean> =>
  run('chattr', ['+i', path]).then(
    () => true,
    () => false,
  )

/** Starts the server in this process; gives its exit code and what it wrote about its end. */
const serve = (folder: string, path: string) =>
  callCommand({
    args: ['serve', '--port', '0', '--log-level', 'silent'],
    env: { DATABASE_URL: `file:${path}`, WORKSPACE_DIR: `${folder}-workspace` },
    stop: AbortSignal.abort('test'),
  })

const troubles: readonly {
  readonly name: string
  readonly reason: string
  make(path: string): Promise<unknown>
}[] = [
  { name: 'is a folder', reason: 'it is a folder', make: (path) => mkdir(path) },
  {
    name: 'is no database',
    reason: 'the file is not an SQLite database',
    make: (path) => writeFile(path, 'garbage '.repeat(1000)),
  },
  {
    name: 'was cut off',
    reason: 'the file is damaged',
    make: async (path) => {
      await createFile(path)
      await truncate(path, 50_000)
    },
  },
  {
    name: 'has a broken page',
    reason: 'the file is damaged',
    make: async (path) => {
      await createFile(path)
      const bytes = await readFile(path)
      await writeFile(path, bytes.fill(0xaa, 100, 4096))
    },
  },
  {
    name: 'is a link to itself',
    reason: 'its path has too many links',
    make: (path) => symlink(path, path),
  },
  {
    name: 'was made by a newer program',
    reason: 'its schema was made by a newer version of this program',
    make: (path) =>
      createFile(path, "INSERT INTO __drizzle_migrations (hash, created_at) VALUES ('new', 9e12)"),
  },
  {
    name: 'has only tables with names that this program does not use',
    reason: 'its table "invoices" was not made by this program',
    make: async (path) => {
      const database = new DatabaseSync(path)
      database.exec('CREATE TABLE invoices (id INTEGER PRIMARY KEY AUTOINCREMENT)')
      database.close()
    },
  },
  {
    name: 'belongs to another program',
    reason: 'its table "nodes" was not made by this program',
    make: async (path) => {
      const database = new DatabaseSync(path)
      database.exec('CREATE TABLE nodes (id INTEGER)')
      database.close()
    },
  },
]

for (const { name, reason, make } of troubles) {
  test(`a database file that ${name} stops the start with one line, and stays as it is`, async (t) => {
    const folder = await createFolder(t)
    const path = join(folder, 'test.db')
    await make(path)
    const before = await readFile(path).catch(String)
    const { code, stderr } = await serve(folder, path)
    assert.equal(stderr, `scriptd: cannot use the database ${path}: ${reason}\n`)
    assert.equal(code, 1)
    assert.deepEqual(await readFile(path).catch(String), before)
  })
}

test('a database whose folder cannot be made stops the start with one line', async (t) => {
  const folder = await createFolder(t)
  await writeFile(join(folder, 'file'), '')
  const { code, stderr } = await serve(folder, `${folder}/file/test.db`)
  assert.equal(code, 1)
  assert.equal(
    stderr,
    `scriptd: cannot use the database ${folder}/file/test.db: a part of its path is not a folder\n`,
  )
})

test('a database file that is frozen stops the start with one line', async (t) => {
  const path = join(await createFolder(t), 'test.db')
  await createFile(path)
  if (!(await freeze(path))) return t.skip('this machine cannot freeze a file')
  try {
    const env = { DATABASE_URL: `file:${path}` }
    const { code, stderr } = await runCommand(t, { args: ['serve', '--port', '0'], env })
    assert.equal(stderr, `scriptd: cannot use the database ${path}: the system does not permit it\n`)
    assert.equal(code, 1)
  } finally {
    await run('chattr', ['-i', path])
  }
})

test('a database that this user may not write stops the start with one line', async (t) => {
  if (process.getuid?.() !== 0) return t.skip('only root can become another user')
  const folder = await createFolder(t)
  const path = join(folder, 'test.db')
  await createFile(path)
  await chmod(folder, 0o755)
  await chmod(path, 0o444)
  const main = join(import.meta.dirname, '../../src/main.ts')
  const env = {
    DATABASE_URL: `file:${path}`,
    WORKSPACE_DIR: `${folder}-workspace`,
    // Coverage reaches child processes by itself, and that user could not write it down.
    NODE_V8_COVERAGE: '',
  }
  const options = { uid: 65534, cwd: '/', env }
  await assert.rejects(run(process.execPath, [main, 'serve', '--port', '0'], options), {
    code: 1,
    stderr: `scriptd: cannot use the database ${path}: this user has no permission\n`,
  })
})

test('a missing folder is made, and a copy of a closed database is whole', async (t) => {
  const folder = await createFolder(t)
  const path = join(folder, 'new', 'folder', 'test.db')
  await createFile(path, "INSERT INTO user_settings VALUES ('theme', '1', '2026-11-23')")
  await copyFile(path, join(folder, 'copy.db'))
  const copy = await openDatabase({ url: `file:${folder}/copy.db`, synchronous: 'OFF' })
  t.after(() => copy.close())
  assert.equal((await copy.execute('SELECT key FROM user_settings')).rows[0]?.key, 'theme')
  assert.equal(await migrate(copy, MIGRATIONS), 0)
})
