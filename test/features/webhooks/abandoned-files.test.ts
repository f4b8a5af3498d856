import assert from 'node:assert/strict'
import { access, mkdir, readdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { createIds } from '../../../src/lib/store/ids.ts'
import { createTestApp, type TestApp } from '../../support/http/test-app.ts'
import { ManualClock } from '../../support/time/manual-clock.ts'
import { createHookedApp } from '../../support/webhooks/hooked-app.ts'

const DAY_MS = 24 * 60 * 60 * 1000
const TYPE = { 'Content-Type': 'multipart/form-data; boundary=B' }
const FORM = Buffer.from(
  '--B\r\nContent-Disposition: form-data; name="doc"; filename="a.txt"\r\n\r\nhello\r\n--B--\r\n',
)

const folderOf = (app: TestApp) => join(app.config.workspace.dir, 'webhooks')

const names = async (app: TestApp) => (await readdir(folderOf(app))).sort()

/** An application on the data of another one, as much later. */
const reopenAfter = async (t: TestContext, app: TestApp, clock: ManualClock, ms: number) => {
  await app.close()
  const later = new ManualClock(clock.now() + ms)
  return { next: await createTestApp(t, { folder: app.folder, clock: later }), later }
}

const setUp = async (t: TestContext) => {
  const { app, clock, path } = await createHookedApp(t)
  const deliver = async (): Promise<string> => {
    const { json } = await app.request('POST', path, { body: FORM, headers: TYPE })
    await clock.settle()
    return json.data.execution_id
  }
  return { app, clock, kept: await deliver(), deleted: await deliver() }
}

test('a week after a delivery its files go when there is no execution of it', async (t) => {
  const { app, clock, kept, deleted } = await setUp(t)
  assert.equal((await app.request('DELETE', `/api/executions/${deleted}`)).status, 200)
  const never = createIds('ex')(clock.now())
  const nested = join(folderOf(app), never, 'of', 'a script')
  await mkdir(nested, { recursive: true })
  await writeFile(join(nested, 'note.txt'), 'x')
  await mkdir(join(app.config.workspace.dir, 'other'))
  await writeFile(join(app.config.workspace.dir, 'other/file.txt'), 'x')
  await symlink('../../other', join(folderOf(app), never, 'link'))
  await mkdir(join(folderOf(app), 'mine'))
  const all = [kept, deleted, never, 'mine'].sort()

  const { next, later } = await reopenAfter(t, app, clock, 7 * DAY_MS - 10)
  await later.settle()
  assert.deepEqual(await names(next), all)
  // Threads read and remove files, which takes real time, so that the next hour may begin later.
  while ((await names(next)).length > 2) await later.advance(60_000)
  assert.deepEqual(await names(next), [kept, 'mine'].sort())
  await access(join(next.config.workspace.dir, 'other/file.txt'))
})

test('files that were left are removed at the start', async (t) => {
  const { app, clock, kept, deleted } = await setUp(t)
  await app.request('DELETE', `/api/executions/${deleted}`)
  const { next, later } = await reopenAfter(t, app, clock, 8 * DAY_MS)
  while ((await names(next)).length > 1) await later.settle()
  assert.deepEqual(await names(next), [kept])
})
