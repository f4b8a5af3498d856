import assert from 'node:assert/strict'
import { chmod, readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { startServer } from '../support/http/server.ts'
import { createFolder, runCommand } from '../support/process/command.ts'

const OF_OTHERS = 0o077

/** What other users may do with something; nothing is 0. */
const rightsOfOthers = async (path: string): Promise<number> => (await stat(path)).mode & OF_OTHERS

test('no other user can read the files of a server, which are those that its commands make, too', async (t) => {
  const { child, database, workspace, url } = await startServer(t)
  const folder = join(database, '../..')
  const response = await fetch(`${url}/api/scripts`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ name: 'a', nodes: [{ id: 'a', type: 'start' }] }),
  })
  assert.equal(response.status, 201)
  const backup = join(folder, 'data/monday.db')
  assert.equal((await runCommand(t, { args: ['backup', backup], cwd: folder })).code, 0)
  const files = (await readdir(join(folder, 'data'))).toSorted()
  assert.deepEqual(files, ['monday.db', 'scriptd.db', 'scriptd.db-shm', 'scriptd.db-wal', 'scriptd.db.token'])
  for (const path of [join(folder, 'data'), workspace, ...files.map((name) => join(folder, 'data', name))]) {
    assert.equal(await rightsOfOthers(path), 0, path)
  }

  const token = await readFile(`${database}.token`, 'utf8')
  for (const name of files.filter((each) => each !== 'scriptd.db.token')) {
    assert.equal((await readFile(join(folder, 'data', name), 'latin1')).includes(token), false, name)
  }
  const scripts = await fetch(`${url}/api/keys`, { headers: { Authorization: `Bearer ${token}` } })
  assert.equal(scripts.status, 200)

  child.kill('SIGTERM')
  await new Promise((resolve) => child.once('exit', resolve))
  await assert.rejects(stat(`${database}.token`), { code: 'ENOENT' })
})

test('a database that other users could read is private from the next start on', async (t) => {
  const folder = await createFolder(t)
  const keys = () =>
    runCommand(t, { args: ['keys', 'create', '--name', 'a', '--scope', 'read'], cwd: folder })
  assert.equal((await keys()).code, 0)
  const database = join(folder, 'data/scriptd.db')
  await chmod(database, 0o664)
  assert.equal((await keys()).code, 0)
  assert.equal(await rightsOfOthers(database), 0)
})

test('a restored database is private, whatever the backup was', async (t) => {
  const folder = await createFolder(t)
  const run = (...args: readonly string[]) => runCommand(t, { args, cwd: folder })
  assert.equal((await run('keys', 'create', '--name', 'a', '--scope', 'read')).code, 0)
  const database = join(folder, 'data/scriptd.db')
  assert.equal((await run('backup', 'a.db')).code, 0)
  await chmod(join(folder, 'a.db'), 0o644)
  await chmod(database, 0o644)
  assert.equal((await run('restore', 'a.db')).code, 0)
  assert.equal(await rightsOfOthers(database), 0)
})
