import assert from 'node:assert/strict'
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { folderRoutes } from '../../../src/features/folders/routes.ts'
import { FolderEntry, SelectedFolder } from '../../../src/features/folders/schema.ts'
import { FolderService } from '../../../src/features/folders/service.ts'
import { Workspace } from '../../../src/features/folders/workspace.ts'
import { SettingsRepository } from '../../../src/features/settings/repository.ts'
import { ErrorBody } from '../../../src/http/response/error-body.ts'
import { createDatabase } from '../../support/db/database.ts'
import { createClient, dataOf } from '../../support/http/client.ts'
import { captureLog } from '../../support/log-capture.ts'
import { createFolder } from '../../support/process/command.ts'

const clock = { now: () => 0, sleep: () => Promise.resolve() }

const setUp = async (t: TestContext) => {
  const root = await createFolder(t)
  await mkdir(join(root, 'reports/2026'), { recursive: true })
  await writeFile(join(root, 'reports/june.csv'), 'a,b')
  await symlink('/', join(root, 'out'))
  const { database, writer } = await createDatabase(t)
  const settings = new SettingsRepository(database, writer)
  const { logger, lines } = captureLog()
  /** What a restart of the program makes, over the same database and folder. */
  const start = async () => {
    const workspace = new Workspace({ root, fileMaxBytes: 1000, quotaBytes: 0, clock })
    await workspace.open()
    const folders = new FolderService({ workspace, settings, clock, logger })
    await folders.restore()
    return createClient('/api', folderRoutes(folders))
  }
  return { root, settings, start, lines }
}

type Client = Awaited<ReturnType<Awaited<ReturnType<typeof setUp>>['start']>>

const select = (call: Client, path: unknown) => call('POST', '/folder/select', { body: { path } })

const selectedBy = async (call: Client) => dataOf(SelectedFolder, await call('GET', '/folder')).folder_path

test('the root is selected at first', async (t) => {
  const call = await (await setUp(t)).start()
  assert.equal(await selectedBy(call), '')
})

test('a selected folder stays selected after a restart', async (t) => {
  const { start } = await setUp(t)
  const answer = await select(await start(), 'reports/2026')
  assert.equal(answer.status, 200)
  assert.deepEqual(dataOf(SelectedFolder, answer), { folder_path: 'reports/2026' })
  assert.equal(await selectedBy(await start()), 'reports/2026')
})

test('a folder that is gone after a restart is replaced by the root, with a warning', async (t) => {
  const { root, start, lines } = await setUp(t)
  await select(await start(), 'reports/2026')
  await rm(join(root, 'reports/2026'), { recursive: true })
  assert.equal(await selectedBy(await start()), '')
  const [line] = lines
  assert.deepEqual([line?.level, line?.path, line?.code], ['warn', 'reports/2026', 'FOLDER_NOT_FOUND'])
})

test('a stored selection that is not a path is ignored', async (t) => {
  const { settings, start } = await setUp(t)
  await settings.save({ key: 'selected_folder', value: '{"a":1}', updated_at: '', expected: undefined })
  assert.equal(await selectedBy(await start()), '')
})

test('a folder is listed with its entries, folders first', async (t) => {
  const call = await (await setUp(t)).start()
  const answer = await call('GET', '/folders?path=reports')
  assert.equal(answer.status, 200)
  const entries = dataOf(FolderEntry.array(), answer)
  assert.deepEqual(
    entries.map(({ modified_at: _, ...entry }) => entry),
    [
      { name: '2026', path: 'reports/2026', kind: 'folder', size: null },
      { name: 'june.csv', path: 'reports/june.csv', kind: 'file', size: 3 },
    ],
  )
})

test('without a path the root is listed, except for links that lead out', async (t) => {
  const call = await (await setUp(t)).start()
  const entries = dataOf(FolderEntry.array(), await call('GET', '/folders'))
  assert.deepEqual(
    entries.map(({ path }) => path),
    ['reports'],
  )
})

const refused = [
  { path: 'missing', status: 404, code: 'FOLDER_NOT_FOUND' },
  { path: 'reports/june.csv', status: 404, code: 'FOLDER_NOT_FOUND' },
  { path: '..', status: 403, code: 'PATH_OUTSIDE_WORKSPACE' },
  { path: '/', status: 403, code: 'PATH_OUTSIDE_WORKSPACE' },
  { path: 'out', status: 403, code: 'PATH_OUTSIDE_WORKSPACE' },
  { path: 'p'.repeat(4097), status: 422, code: 'VALIDATION_FAILED' },
]

for (const { path, status, code } of refused) {
  test(`${path.slice(0, 20)} is answered ${code} and selects nothing`, async (t) => {
    const call = await (await setUp(t)).start()
    await select(call, 'reports')
    const answers = [await select(call, path), await call('GET', `/folders?path=${path}`)]
    for (const answer of answers) {
      assert.deepEqual([answer.status, ErrorBody.parse(answer.json).error_code], [status, code])
    }
    assert.equal(await selectedBy(call), 'reports')
  })
}

for (const path of [undefined, null, 1]) {
  test(`${path} is not a path to select`, async (t) => {
    const call = await (await setUp(t)).start()
    assert.equal((await select(call, path)).status, 422)
  })
}
