import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { answerHeaders } from '../../../src/http/hooks/answer-headers.ts'
import { withHooks } from '../../../src/http/hooks/request-hook.ts'
import { compress } from '../../../src/http/middleware/compress.ts'
import { createStaticFile, sendStaticFile } from '../../../src/http/response/static-file.ts'
import { createRouter } from '../../../src/http/router.ts'

const text = 'body {}\n'.repeat(1000)
const file = await createStaticFile('text/css', new TextEncoder().encode(text))

const createApp = () => {
  const app = createRouter()
  app.use(
    withHooks(({ message }, c) => c.text(message, 500), answerHeaders(performance)),
    compress(),
  )
  app.get('/', (c) => sendStaticFile(c, file, 'public'))
  return app
}

const answers = [
  { accepted: 'gzip, br', encoding: 'gzip' },
  { accepted: '*', encoding: 'gzip' },
  { accepted: 'gzip;q=0', encoding: null },
  { accepted: 'deflate', encoding: null },
  { accepted: '', encoding: null },
]

for (const { accepted, encoding } of answers) {
  test(`a client that accepts ${JSON.stringify(accepted)} gets the file ${encoding ? 'compressed' : 'uncompressed'}`, async () => {
    const app = createApp()
    const response = await app.request('/', { headers: { 'Accept-Encoding': accepted } })
    const { headers } = response
    const bytes = Buffer.from(await response.arrayBuffer())
    assert.equal(headers.get('Content-Encoding'), encoding)
    assert.equal(headers.get('Content-Length'), String(bytes.length))
    assert.equal(headers.get('Vary'), 'Accept-Encoding')
    assert.equal((encoding ? gunzipSync(bytes) : bytes).toString(), text)
    const etag = headers.get('ETag') ?? ''
    assert.equal(etag.startsWith('W/'), encoding !== null)
    for (const known of [etag, file.etag, '*']) {
      const again = await app.request('/', {
        headers: { 'Accept-Encoding': accepted, 'If-None-Match': known },
      })
      assert.deepEqual([again.status, again.headers.get('ETag'), await again.text()], [304, etag, ''])
    }
    assert.equal((await app.request('/', { headers: { 'If-None-Match': '"other"' } })).status, 200)
  })
}
