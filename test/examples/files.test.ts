import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { runExample } from '../../examples/example.ts'
import { ApiClient } from '../../src/cli/api/client.ts'
import { sendTo } from '../../src/cli/api/send.ts'
import { startServer } from '../support/http/server.ts'
import { createTestApp } from '../support/http/test-app.ts'

const FOLDER = join(import.meta.dirname, '../../examples/open-payments')

test('the export of payments is what its generator makes', async () => {
  const script = join(FOLDER, 'make-payments.ts')
  const { stdout } = await promisify(execFile)(process.execPath, [script], { encoding: 'buffer' })
  assert.deepEqual(stdout, await readFile(join(FOLDER, 'payments.csv')))
})

test('orders are compared with payments, and a mail tells what is open', async (t) => {
  const { app, folder } = await createTestApp(t)
  const api = new ApiClient(async (path, init) => app.request(path, init))
  const { status, output, error } = await runExample({ api, name: 'open-payments' })
  assert.equal(status, 'completed', JSON.stringify(error))
  assert.deepEqual(output, {
    subject: 'Open payments: 726 orders',
    first: [
      'Müller & Söhne, GmbH: 84 orders, 168,951.20 EUR',
      'Łódź Textiles: 25 orders, 79,368.06 EUR',
      'Завод «Восток»: 10 orders, 72,917.06 EUR',
    ],
  })
  const html = await readFile(join(folder, 'workspace/open-payments/mail.html'), 'utf8')
  assert.match(html, /<td>Müller &amp; Söhne, GmbH<\/td>/)
})

test('all pages of an API become the rows of a sheet', async (t) => {
  const { url } = await startServer(t, { HTTP_NODE_ALLOW: '127.0.0.1' })
  const api = new ApiClient(sendTo(url))
  const input = { url: `${url}/api/executions`, limit: 2 }
  for (let run = 0; run < 4; run++) await runExample({ api, name: 'history-sheet', input })
  const { status, output, error } = await runExample({ api, name: 'history-sheet', input })
  assert.equal(status, 'completed', JSON.stringify(error))
  assert.deepEqual(output, { pages: 3, rows: 5 })
  const answer = await fetch(`${url}/api/actions`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({
      action_type: 'file_read',
      parameters: { path: 'history-sheet/history.xlsx', format: 'xlsx' },
    }),
  })
  const { data } = Object(await answer.json())
  assert.deepEqual(Object.keys(data.output.at(-1)), ['id', 'script', 'status', 'created_at', 'ms'])
  assert.equal(new Set(data.output.map(({ id }: { readonly id: string }) => id)).size, 5)
})
