import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { mkdir, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import type { TestApp } from '../../support/http/test-app.ts'
import { createHookedApp, started } from '../../support/webhooks/hooked-app.ts'

const TYPE = { 'Content-Type': 'multipart/form-data; boundary=B' }

const FORM = Buffer.from(
  '--B\r\nContent-Disposition: form-data; name="note"\r\n\r\nhello\r\n' +
    '--B\r\nContent-Disposition: form-data; name="doc"; filename="a/../.b?.csv"\r\nContent-Type: text/csv\r\n\r\n' +
    'id,total\n1,7\n\r\n--B\r\nContent-Disposition: form-data; name="doc"; filename=""\r\n\r\nx\r\n--B--\r\n',
)

const READ = {
  name: 'Read',
  nodes: [
    { id: 'a', type: 'file_read', parameters: { path: '{{ params.body.doc[0].path }}', format: 'csv' } },
  ],
}

const inputOf = async (app: TestApp, id: string) =>
  (await app.request('GET', `/api/executions/${id}`)).json.data.input

const filesOf = async (app: TestApp, folder = '') =>
  (
    await readdir(join(app.config.workspace.dir, folder, 'webhooks'), { recursive: true }).catch(() => [])
  ).sort()

test('a file without a name, as forms send it when none was chosen, is a file', async (t) => {
  const { app, path } = await createHookedApp(t)
  const file = '--B\r\nContent-Disposition: form-data; name="doc"\r\nContent-Type: application/octet-stream'
  const body = Buffer.from(`${file}\r\n\r\n\r\n--B--\r\n`)
  assert.equal((await app.request('POST', path, { body, headers: TYPE })).status, 202)
  const [{ id }] = await started(app)
  const { doc } = (await inputOf(app, id)).body
  const content_type = 'application/octet-stream'
  assert.deepEqual(doc, { filename: '', content_type, size: 0, path: `webhooks/${id}/1-file` })
})

test('files of a form are in the folder of file nodes before the execution starts', async (t) => {
  const { app, path } = await createHookedApp(t, { respond: 'output' }, { script: READ })
  await mkdir(join(app.config.workspace.dir, 'in'))
  assert.equal((await app.request('POST', '/api/folder/select', { body: { path: 'in' } })).status, 200)
  const answer = await app.request('POST', path, { body: FORM, headers: TYPE })
  assert.deepEqual([answer.status, answer.json], [200, [{ id: '1', total: '7' }]])
  const [{ id }] = await started(app)
  const { body } = await inputOf(app, id)
  assert.deepEqual(body, {
    note: 'hello',
    doc: [
      { filename: '.b?.csv', content_type: 'text/csv', size: 13, path: `webhooks/${id}/1-b_.csv` },
      { filename: '', content_type: 'text/plain', size: 1, path: `webhooks/${id}/2-file` },
    ],
  })
  const stored = join(app.config.workspace.dir, 'in', String(body.doc[1]?.path))
  assert.equal(await readFile(stored, 'utf8'), 'x')
})

test('a form that starts nothing leaves no file', async (t) => {
  const { app, path } = await createHookedApp(t, { delivery_id: 'X-Id', filter: 'headers.`x-id` != "0"' })
  const send = (id: string, body: Buffer = FORM) =>
    app.request('POST', path, { body, headers: { ...TYPE, 'X-Id': id } })
  assert.equal((await send('0')).status, 204)
  assert.deepEqual(await filesOf(app), [])
  const answers = await Promise.all(Array.from({ length: 4 }, () => send('1')))
  const ids = new Set(answers.map(({ json }) => json.data.execution_id))
  assert.equal(ids.size, 1)
  assert.equal((await send('1')).status, 202)
  const [id] = [...ids]
  assert.deepEqual(await filesOf(app), [`${id}`, `${id}/1-b_.csv`, `${id}/2-file`])
  const malformed = await send('2', FORM.subarray(0, -8))
  assert.deepEqual([malformed.status, malformed.json.error_code], [400, 'MALFORMED_BODY'])
  assert.equal((await filesOf(app)).length, 3)
})

test('files that do not fit the workspace refuse the delivery as a whole', async (t) => {
  const { app, path } = await createHookedApp(t, {}, { env: { WORKSPACE_QUOTA_BYTES: '13' } })
  const answer = await app.request('POST', path, { body: FORM, headers: TYPE })
  assert.deepEqual([answer.status, answer.json.error_code], [413, 'WORKSPACE_FULL'])
  assert.deepEqual(await filesOf(app), [])
  const { data } = (await app.request('GET', '/api/webhooks/1/deliveries')).json
  assert.equal(data[0].reason, 'workspace_full')
  assert.equal((await started(app)).length, 0)
})

test('the signature of a form is over its bytes, and a wrong one writes nothing', async (t) => {
  const auth = { type: 'hmac', header: 'X-Signature', secret: 'KEY' }
  const { app, path } = await createHookedApp(t, { auth }, { secrets: { KEY: 'abcdefgh' } })
  const send = async (signature: string) =>
    (await app.request('POST', path, { body: FORM, headers: { ...TYPE, 'X-Signature': signature } })).status
  assert.equal(await send('00'), 404)
  assert.deepEqual(await filesOf(app), [])
  assert.equal(await send(createHmac('sha256', 'abcdefgh').update(FORM).digest('hex')), 202)
  assert.equal((await filesOf(app)).length, 3)
})
