import assert from 'node:assert/strict'
import { once } from 'node:events'
import { access, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { backupCommand } from '../../../src/features/backups/command.ts'
import { createDatabaseFile, nameOf, readRows } from '../../support/db/database-file.ts'
import { createFolder, readLog, startCommand } from '../../support/process/command.ts'

const self = { command: process.execPath, args: [join(import.meta.dirname, '../../../src/main.ts')] }
const never = new AbortController().signal

test('the program makes a backup in a process of its own', async (t) => {
  const folder = await createFolder(t)
  await createDatabaseFile(join(folder, 'a.db'), { name: 'a' })
  const file = join(folder, '-b.db')
  await backupCommand(self, `file:${folder}/a.db`)(file, never)
  assert.equal(nameOf(file), 'a')
})

test('the error contains the error output of the command', async (t) => {
  const folder = await createFolder(t)
  await assert.rejects(backupCommand(self, `file:${folder}/a.db`)(join(folder, 'b.db'), never), {
    message: `scriptd: cannot back up ${folder}/a.db to ${folder}/b.db: ${folder}/a.db does not exist`,
  })
  const nobody = { command: join(folder, 'nobody'), args: [] }
  await assert.rejects(backupCommand(nobody, '')('b.db', never), { code: 'ENOENT' })
})

test('the signal ends the process and leaves no backup', async (t) => {
  const folder = await createFolder(t)
  const statements = [`INSERT INTO user_settings VALUES ('big', zeroblob(30000000), '')`]
  await createDatabaseFile(join(folder, 'a.db'), { name: 'a', statements })
  const stop = new AbortController()
  const made = backupCommand(self, `file:${folder}/a.db`)(join(folder, 'b.db'), stop.signal)
  const hasStarted = async () => (await readdir(folder)).some((name) => name.startsWith('b.db.'))
  while (!(await hasStarted())) await new Promise(setImmediate)
  stop.abort()
  await assert.rejects(made)
  await assert.rejects(access(join(folder, 'b.db')))
})

test('a server makes the backups that are scheduled, logs them, and keeps the newest', async (t) => {
  const folder = await createFolder(t)
  const env = { BACKUP_SCHEDULE: '* * * * * *', BACKUP_DIR: 'copies', BACKUP_KEEP: '2' }
  const server = await startCommand(t, { args: ['serve', '--port', '0'], env, cwd: folder })
  const log = readLog(server)
  for (let made = 0; made < 3; made++) {
    const { level, bytes } = await log.until('backup made')
    assert.equal(level, 'info')
    assert.ok(Number(bytes) > 50_000)
  }
  const exited = once(server, 'exit')
  server.kill('SIGTERM')
  assert.deepEqual(await exited, [0, null])
  const names = (await readdir(join(folder, 'copies'))).filter((name) => !name.includes('.partial-'))
  assert.ok(names.length === 2 || names.length === 3, names.join(' '))
  for (const name of names) assert.ok('executions' in readRows(join(folder, 'copies', name)))
})
