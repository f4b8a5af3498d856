import assert from 'node:assert/strict'
import fs, {
  chmod,
  mkdir,
  open,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  truncate,
  writeFile,
} from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { type TestContext, test } from 'node:test'
import { openDatabase } from '../../../src/db/client.ts'
import { migrate } from '../../../src/db/migrate.ts'
import { createDatabaseFile, createKilledFile, nameOf, readRows } from '../../support/db/database-file.ts'
import { startLocker } from '../../support/db/lock.ts'
import { MIGRATIONS } from '../../support/db/template.ts'
import { startServer } from '../../support/http/server.ts'
import { createFolder } from '../../support/process/command.ts'
import { runProgram } from '../../support/process/run-program.ts'

/** A folder with a database `a.db` as a kill left it, a backup `b.db`, and the command that restores one. */
const setUp = async (t: TestContext) => {
  const folder = await createFolder(t)
  const database = join(folder, 'a.db')
  const file = join(folder, 'b.db')
  await createKilledFile(database, 'old')
  await createDatabaseFile(join(folder, 'source.db'), { name: 'new' })
  await runProgram(['backup', '--database-url', `file:${folder}/source.db`, file])
  const restore = (from = file, to = database) =>
    runProgram(['restore', '--database-url', `file:${to}`, from], { alive: [7] })
  const find = async (pattern: RegExp) => (await readdir(folder)).filter((name) => pattern.test(name))
  return { folder, database, file, restore, find }
}

/** Which database it is, and whether what stood in the log of the old one is in it. */
const stateOf = (path: string) => [nameOf(path), JSON.stringify(readRows(path)).includes('"late"')]

test('a backup takes the place of the database, which is kept whole', async (t) => {
  const { folder, database, file, restore, find } = await setUp(t)
  await chmod(database, 0o640)
  const { code, stdout, stderr } = await restore()
  assert.deepEqual({ code, stderr }, { code: 0, stderr: '' })
  assert.deepEqual(await find(/^b/), ['b.db'])
  assert.deepEqual(readRows(database), readRows(file))
  assert.equal((await stat(database)).mode & 0o777, 0o600)

  const [kept = '', ...more] = await find(/^a\.db\.(?!.*-(shm|wal)$)/)
  assert.match(kept, /^a\.db\.replaced-\d{8}T\d{6}Z$/)
  assert.deepEqual(more, [])
  assert.deepEqual(stateOf(join(folder, kept)), ['old', true])
  assert.match(stdout, /^\S+a\.db is restored from \S+b\.db: \d+ bytes, \d+ rows in 25 tables\n/)
  assert.ok(stdout.endsWith(`The previous database is kept as ${join(folder, kept)}\n`))
})

test('a log left without its database is not applied to the restored one', async (t) => {
  const { folder, database, restore, find } = await setUp(t)
  const log = await readFile(`${database}-wal`)
  await rm(database)
  assert.equal((await restore()).code, 0)
  assert.deepEqual(stateOf(database), ['new', false])
  const [kept = ''] = await find(/^a\.db\.replaced-/)
  assert.match(kept, /Z-wal$/)
  assert.deepEqual(await readFile(join(folder, kept)), log)
})

test('a missing folder is made', async (t) => {
  const { folder, file, restore } = await setUp(t)
  const database = join(folder, 'deep', 'er', 'a.db')
  const { code, stdout } = await restore(file, database)
  assert.deepEqual([code, nameOf(database)], [0, 'new'])
  assert.doesNotMatch(stdout, /kept/)
})

test('a link to the database stays one', async (t) => {
  const { folder, database, file, restore } = await setUp(t)
  const link = join(folder, 'links', 'l.db')
  await mkdir(join(folder, 'links'))
  await symlink(database, link)
  assert.equal((await restore(file, link)).code, 0)
  assert.deepEqual([await readdir(join(folder, 'links')), nameOf(database)], [['l.db'], 'new'])
})

test('where files can have one name only the old database is kept as a copy', async (t) => {
  const { folder, database, restore, find } = await setUp(t)
  const link = t.mock.method(fs, 'link', () =>
    Promise.reject(Object.assign(new Error(), { errno: -1, code: 'EPERM' })),
  )
  syncBuiltinESMExports()
  const { code } = await restore()
  t.mock.restoreAll()
  syncBuiltinESMExports()
  assert.deepEqual([code, link.mock.callCount(), stateOf(database)], [0, 1, ['new', false]])
  const [kept = ''] = await find(/^a\.db\.replaced-/)
  assert.deepEqual(stateOf(join(folder, kept)), ['old', true])
})

test('a damaged database is replaced, and all that there is of it is kept', async (t) => {
  const { folder, database, restore, find } = await setUp(t)
  const bytes = await readFile(database)
  const firstPage = Buffer.from(bytes.subarray(0, 4096))
  await writeFile(database, bytes.fill(0xaa, 0, 4096))
  assert.equal((await restore()).code, 0)
  assert.deepEqual(stateOf(database), ['new', false])
  const [kept = ''] = await find(/^a\.db\.replaced-\d{8}T\d{6}Z$/)
  const handle = await open(join(folder, kept), 'r+')
  await handle.write(firstPage, 0, 4096, 0)
  await handle.close()
  assert.deepEqual(stateOf(join(folder, kept)), ['old', true])
})

test('a damaged database that a server has open is not replaced', async (t) => {
  const { file, restore } = await setUp(t)
  const { workspace } = await startServer(t)
  const database = join(workspace, '../data/scriptd.db')
  const handle = await open(database, 'r+')
  await handle.write(Buffer.alloc(4096, 0xaa), 0, 4096, 0)
  await handle.close()
  const { code, stderr } = await restore(file, database)
  assert.equal(code, 1)
  assert.match(stderr, /: (a server uses it|another process has locked it)/)
})

test('a backup of an older schema is taken, for the next start to bring up to date', async (t) => {
  const { folder, database, restore } = await setUp(t)
  const file = join(folder, 'older.db')
  await createDatabaseFile(file, { name: 'older', migrations: MIGRATIONS.slice(0, 1) })
  const { code, stdout } = await restore(file)
  assert.equal(code, 0)
  assert.match(stdout, /^Its schema is older: the next start of the server brings it up to date\.$/m)
  const restored = await openDatabase({ url: `file:${database}`, synchronous: 'OFF' })
  t.after(() => restored.close())
  assert.equal(await migrate(restored, MIGRATIONS), MIGRATIONS.length - 1)
})

const lease = (host: string, pid: number, beatAt: number) => [
  'CREATE TABLE __lease (id INTEGER PRIMARY KEY, holder TEXT NOT NULL, beat_at INTEGER NOT NULL)',
  `INSERT INTO __lease VALUES (1, '${JSON.stringify({ host, pid, token: 'x' })}', ${beatAt})`,
]

for (const { name, statements, isFree } of [
  { name: 'a server of another machine', statements: lease('there', 7, 9e15), isFree: false },
  { name: 'a server of this machine', statements: lease('here', 7, 9e15), isFree: false },
  { name: 'a server of this machine that is gone', statements: lease('here', 8, 9e15), isFree: true },
  { name: 'a server that has been silent for long', statements: lease('there', 7, 1), isFree: true },
]) {
  test(`a database of ${name} is ${isFree ? '' : 'not '}replaced`, async (t) => {
    const { folder, file, restore } = await setUp(t)
    const database = join(folder, 'leased.db')
    await createDatabaseFile(database, { name: 'old', statements })
    const { code, stderr } = await restore(file, database)
    assert.equal(code, isFree ? 0 : 1)
    if (!isFree) assert.match(stderr, /: a server uses it, process 7 on \w+, which must be stopped first\n$/)
    assert.equal(nameOf(database), isFree ? 'new' : 'old')
  })
}

test('a database that a server has open is not replaced', async (t) => {
  const { file, restore } = await setUp(t)
  const { url, workspace } = await startServer(t)
  const { code, stderr } = await restore(file, join(workspace, '../data/scriptd.db'))
  assert.equal(code, 1)
  assert.match(stderr, /: a server uses it, process \d+ on \S+, which must be stopped first\n$/)
  assert.equal((await fetch(`${url}/readyz`)).status, 200)
})

test('a database that another program has open is not replaced', async (t) => {
  const { database, restore } = await setUp(t)
  const { lock, release } = await startLocker(t, database)
  await lock()
  await release()
  const { code, stderr } = await restore()
  assert.equal(code, 1)
  assert.match(stderr, /: another process has locked it\n$/)
  assert.deepEqual(stateOf(database), ['old', true])
})

const refusals: readonly {
  readonly name: string
  readonly reason: RegExp
  readonly file?: string
  make?(path: string): Promise<unknown>
}[] = [
  { name: 'that does not exist', reason: /: \S+nowhere\.db does not exist$/, file: 'nowhere.db' },
  { name: 'that is the database itself', reason: /: the backup is the database itself$/, file: 'a.db' },
  {
    name: 'that is no database',
    reason: /: the file is not an SQLite database$/,
    make: (path) => writeFile(path, 'garbage '.repeat(1000)),
  },
  {
    name: 'that is empty',
    reason: /: it is not a database of this program$/,
    make: (path) => truncate(path),
  },
  { name: 'that was cut off', reason: /: the file is damaged$/, make: (path) => truncate(path, 50_000) },
  {
    name: 'with a broken page',
    reason: /: the file is damaged: /,
    make: async (path) => {
      const bytes = await readFile(path)
      await writeFile(path, bytes.fill(0xaa, bytes.length - 8192))
    },
  },
  {
    name: 'of another program',
    reason: /: its table "nodes" was not made by this program$/,
    make: async (path) => {
      await rm(path)
      const database = new DatabaseSync(path)
      database.exec('CREATE TABLE nodes (id INTEGER)')
      database.close()
    },
  },
  {
    name: 'of a newer program',
    reason: /: its schema was made by a newer version of this program$/,
    make: async (path) => {
      const statements = [`INSERT INTO __drizzle_migrations VALUES (NULL, 'new', 9e12)`]
      await createDatabaseFile(path, { name: 'new', statements })
    },
  },
]

for (const { name, reason, file = 'b.db', make } of refusals) {
  test(`a backup ${name} is refused in one line, and the database stays`, async (t) => {
    const { folder, database, restore, find } = await setUp(t)
    await make?.(join(folder, file))
    const { code, stdout, stderr } = await restore(join(folder, file))
    assert.deepEqual({ code, stdout }, { code: 1, stdout: '' })
    assert.match(stderr, /^scriptd: cannot restore [^\n]+\n$/)
    assert.match(stderr.trimEnd(), reason)
    assert.deepEqual(await find(/restoring|replaced/), [])
    assert.deepEqual(stateOf(database), ['old', true])
  })
}

test('a remote database is not replaced', async () => {
  const { code, stderr } = await runProgram(['restore', '--database-url', 'https://example.com', 'b.db'])
  assert.deepEqual(
    [code, stderr],
    [1, 'scriptd: the database is remote: back up and restore it on its own server\n'],
  )
})

test('a restore that is stopped leaves everything as it was', async (t) => {
  const { database, file, find } = await setUp(t)
  const args = ['restore', '--database-url', `file:${database}`, file]
  const { code, stderr } = await runProgram(args, { stopSignal: AbortSignal.abort('SIGTERM') })
  assert.equal(code, 1)
  assert.match(stderr, /: it was stopped\n$/)
  assert.deepEqual(await find(/restoring|replaced/), [])
  assert.deepEqual(stateOf(database), ['old', true])
})
