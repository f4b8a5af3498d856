import assert from 'node:assert/strict'
import { once } from 'node:events'
import { copyFile, mkdir, readdir, readFile, stat, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { type TestContext, test } from 'node:test'
import { createDatabaseFile, readRows } from '../../support/db/database-file.ts'
import { startLocker } from '../../support/db/lock.ts'
import { mountSmallDisk } from '../../support/db/small-disk.ts'
import { createFolder, startCommand } from '../../support/process/command.ts'
import { runProgram } from '../../support/process/run-program.ts'

/** A folder with a database `a.db`, and the command that backs it up. */
const setUp = async (t: TestContext, ...statements: readonly string[]) => {
  const folder = await createFolder(t)
  const database = join(folder, 'a.db')
  await createDatabaseFile(database, { name: 'a', statements })
  const backUp = (file: string, ...options: readonly string[]) =>
    runProgram(['backup', '--database-url', `file:${database}`, ...options, file])
  return { folder, database, file: join(folder, 'b.db'), backUp }
}

test('a backup has every row of the database and is one file that nobody holds', async (t) => {
  const lease = [
    'CREATE TABLE __lease (id INTEGER PRIMARY KEY, holder TEXT NOT NULL, beat_at INTEGER NOT NULL)',
    `INSERT INTO __lease VALUES (1, '{"host":"here","pid":7,"token":"x"}', 9e15)`,
  ]
  const { folder, database, file, backUp } = await setUp(t, ...lease)
  const { code, stdout, stderr } = await backUp(file)
  assert.deepEqual({ code, stderr }, { code: 0, stderr: '' })
  const { __lease, ...rows } = readRows(database)
  assert.deepEqual(readRows(file), rows)
  const count = Object.values(rows).flat().length
  const { size } = await stat(file)
  const tables = Object.keys(rows).length
  assert.equal(
    stdout,
    `${database} is backed up in ${file}: ${size} bytes, ${count} rows in ${tables} tables\n`,
  )
  assert.deepEqual(
    (await readdir(folder)).filter((name) => name.startsWith('b')),
    ['b.db'],
  )
})

test('what is still in the log of the database is in the backup, and stays in the log', async (t) => {
  const { database, file, backUp } = await setUp(t)
  // As a killed process leaves it: its log was not moved into the file.
  const other = new DatabaseSync(database)
  other.exec(`INSERT INTO user_settings VALUES ('late', '1', '2026-11-24')`)
  const killed = join(await createFolder(t), 'a.db')
  for (const suffix of ['', '-wal']) await copyFile(database + suffix, killed + suffix)
  other.close()
  const before = await readFile(killed)
  const log = await readFile(`${killed}-wal`)
  assert.equal((await backUp(file, '--database-url', `file:${killed}`)).code, 0)
  assert.deepEqual(readRows(file), readRows(killed))
  assert.deepEqual(await readFile(killed), before)
  assert.deepEqual(await readFile(`${killed}-wal`), log)
})

test('a write lock that another process holds is not in the way', async (t) => {
  const { database, file, backUp } = await setUp(t)
  const locker = await startLocker(t, database)
  await locker.lock()
  assert.equal((await backUp(file)).code, 0)
  await locker.release()
  assert.deepEqual(readRows(file), readRows(database))
})

/** What the files of a folder hold; SQLite adds empty ones and an index of memory when it reads. */
const contents = async (folder: string) => {
  const names = (await readdir(folder)).filter((name) => !name.endsWith('-shm'))
  const all = await Promise.all(
    names.map(async (name) => [name, await readFile(join(folder, name), 'latin1').catch(String)]),
  )
  return all.filter(([, text]) => text !== '')
}

const refusals: readonly {
  readonly name: string
  readonly reason: RegExp
  readonly options?: readonly string[]
  /** Where the backup goes; usually `b.db`. */
  readonly file?: string
  make?(folder: string): Promise<unknown>
}[] = [
  {
    name: 'a file that exists',
    reason: /: \S+b\.db exists already$/,
    make: (folder) => writeFile(join(folder, 'b.db'), 'precious'),
  },
  {
    name: 'a missing folder',
    reason: /: \S+nowhere does not exist$/,
    file: 'nowhere/b.db',
  },
  {
    name: 'a folder that is none',
    reason: /: a part of its path is not a folder$/,
    file: 'a.db/b.db',
  },
  {
    name: 'a folder with the name of the backup',
    options: ['--force'],
    reason: /: it is a folder$/,
    make: (folder) => mkdir(join(folder, 'b.db')),
  },
  {
    name: 'the database itself',
    options: ['--force'],
    reason: /: it would replace the database itself$/,
    file: 'a.db',
  },
  {
    name: 'the log of the database',
    options: ['--force'],
    reason: /: it would replace the database itself$/,
    file: 'a.db-wal',
    make: (folder) => writeFile(join(folder, 'a.db-wal'), ''),
  },
  {
    name: 'a database that does not exist',
    options: ['--database-url', 'file:/nowhere/a.db'],
    reason: /^scriptd: cannot back up \/nowhere\/a\.db to \S+b\.db: \/nowhere\/a\.db does not exist$/,
  },
  {
    name: 'a remote database',
    options: ['--database-url', 'libsql://example.com?authToken=hidden'],
    reason: /^scriptd: the database is remote: back up and restore it on its own server$/,
  },
  {
    name: 'a file that is no database',
    reason: /: the file is not an SQLite database$/,
    make: (folder) => writeFile(join(folder, 'a.db'), 'garbage '.repeat(1000)),
  },
  {
    name: 'an empty file',
    reason: /: it is not a database of this program$/,
    make: (folder) => truncate(join(folder, 'a.db')),
  },
  {
    name: 'a database that was cut off',
    reason: /: the file is damaged$/,
    make: (folder) => truncate(join(folder, 'a.db'), 50_000),
  },
  {
    name: 'a database with a broken page',
    reason: /: the file is damaged/,
    make: async (folder) => {
      const bytes = await readFile(join(folder, 'a.db'))
      await writeFile(join(folder, 'a.db'), bytes.fill(0xaa, bytes.length - 8192))
    },
  },
]

for (const { name, options = [], reason, file = 'b.db', make } of refusals) {
  test(`${name} is refused in one line, and nothing changes`, async (t) => {
    const { folder, backUp } = await setUp(t)
    await make?.(folder)
    const before = await contents(folder)
    const { code, stdout, stderr } = await backUp(join(folder, file), ...options)
    assert.deepEqual({ code, stdout }, { code: 1, stdout: '' })
    assert.match(stderr, /^[^\n]+\n$/)
    assert.match(stderr.trimEnd(), reason)
    assert.doesNotMatch(stderr, /hidden/)
    assert.deepEqual(await contents(folder), before)
  })
}

test('--force replaces a backup', async (t) => {
  const { database, file, backUp } = await setUp(t)
  await writeFile(file, 'old')
  assert.equal((await backUp(file, '--force')).code, 0)
  assert.deepEqual(readRows(file), readRows(database))
})

test('a database that a newer program has made is refused', async (t) => {
  const { file, backUp } = await setUp(t, `INSERT INTO __drizzle_migrations VALUES (NULL, 'new', 9e12)`)
  const { code, stderr } = await backUp(file)
  assert.equal(code, 1)
  assert.match(stderr, /: its schema was made by a newer version of this program\n$/)
})

test('a full disk is reported, and no partial backup is left', async (t) => {
  const disk = await mountSmallDisk(t)
  if (!disk) return t.skip('this user cannot mount a disk')
  const { backUp } = await setUp(t, `INSERT INTO user_settings VALUES ('big', zeroblob(4000000), '')`)
  const { code, stderr } = await backUp(join(disk.folder, 'b.db'))
  assert.equal(code, 1)
  assert.match(stderr, /: the disk is full\n$/)
  assert.deepEqual(await readdir(disk.folder), [])
})

test('a backup that is stopped leaves nothing', async (t) => {
  const { folder, database, file } = await setUp(t)
  const args = ['backup', '--database-url', `file:${database}`, file]
  const { code, stderr } = await runProgram(args, { stopSignal: AbortSignal.abort('SIGTERM') })
  assert.equal(code, 1)
  assert.match(stderr, /: it was stopped\n$/)
  assert.deepEqual(await readdir(folder), ['a.db', 'a.db-shm', 'a.db-wal'])
})

test('a backup that is killed leaves what stood at its name', async (t) => {
  const { folder, database, file } = await setUp(
    t,
    `INSERT INTO user_settings VALUES ('big', zeroblob(30000000), '')`,
  )
  await writeFile(file, 'precious')
  const args = ['backup', '--force', '--database-url', `file:${database}`, file]
  const child = await startCommand(t, { args })
  const hasStarted = async () => (await readdir(folder)).some((name) => name.startsWith('b.db.partial-'))
  while (!(await hasStarted())) assert.equal(child.exitCode, null)
  child.kill('SIGKILL')
  await once(child, 'exit')
  assert.equal(await readFile(file, 'utf8'), 'precious')
})
