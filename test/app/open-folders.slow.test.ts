import assert from 'node:assert/strict'
import { mkdir, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { openBackupFolder, openTableFolder, openWorkspaceFolder } from '../../src/app/open-folders.ts'
import { ConfigError, parseConfig } from '../../src/config/config.ts'
import { createFolder, runCommand } from '../support/process/command.ts'

const problemsOf = async (opened: Promise<void>) => {
  const error = await opened.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  assert.ok(error instanceof ConfigError, String(error))
  return error.problems.map(({ name, message }) => `${name} ${message}`)
}

const createPlaces = async (folder: string) => {
  await writeFile(join(folder, 'file'), '')
  await symlink('circle', join(folder, 'circle'))
}

for (const [path, reason] of [
  ['file', 'it, or a part of its path, is not a folder'],
  ['file/below', 'it, or a part of its path, is not a folder'],
  ['circle', 'it, or a part of its path, is not a folder'],
  ['circle/below', 'its links lead in a circle'],
  ['x'.repeat(300), 'its path is too long'],
] as const) {
  test(`a folder at ${path.slice(0, 20)} is refused by the name of its setting`, async (t) => {
    const folder = await createFolder(t)
    await createPlaces(folder)
    const place = join(folder, path)
    const config = parseConfig({
      DATABASE_URL: `file:${join(folder, 'data/scriptd.db')}`,
      WORKSPACE_DIR: place,
      TABLE_DIR: place,
      BACKUP_DIR: place,
      BACKUP_SCHEDULE: '0 3 * * *',
    })
    assert.deepEqual(await problemsOf(openWorkspaceFolder(config)), [
      `WORKSPACE_DIR cannot be used: ${place}: ${reason}`,
    ])
    assert.deepEqual(await problemsOf(openTableFolder(config)), [
      `TABLE_DIR cannot be used: ${place}: ${reason}`,
    ])
    assert.deepEqual(await problemsOf(openBackupFolder(config)), [
      `BACKUP_DIR cannot be used: ${place}: ${reason}`,
    ])
  })
}

test('folders that are missing are created for this user alone', async (t) => {
  const folder = await createFolder(t)
  const config = parseConfig({ WORKSPACE_DIR: join(folder, 'a/b'), BACKUP_DIR: join(folder, 'c/d') })
  await openWorkspaceFolder(config)
  await openWorkspaceFolder(config)
  assert.equal((await stat(join(folder, 'a/b'))).mode & 0o777, 0o700)
  await openBackupFolder(config)
  await assert.rejects(stat(join(folder, 'c')), { code: 'ENOENT' })
})

const onLinux = { skip: process.platform !== 'linux' && 'needs /proc' }

test('a file system in which nothing can be created is refused, too', onLinux, async () => {
  const config = parseConfig({ WORKSPACE_DIR: '/proc/scripts/of' })
  assert.deepEqual(await problemsOf(openWorkspaceFolder(config)), [
    'WORKSPACE_DIR cannot be used: /proc/scripts/of: it cannot be created',
  ])
})

test('a server whose backups have no folder does not start', async (t) => {
  const cwd = await createFolder(t)
  await mkdir(join(cwd, 'data'))
  await writeFile(join(cwd, 'data/backups'), '')
  const args = ['serve', '--port', '0', '--backup-schedule', '0 3 * * *', '--log-level', 'silent']
  const { code, stdout, stderr } = await runCommand(t, { args, cwd })
  assert.deepEqual({ code, stdout }, { code: 2, stdout: '' })
  assert.match(stderr, /^scriptd: the configuration is invalid\n {2}BACKUP_DIR cannot be used: [^\n]+\n$/)
})
