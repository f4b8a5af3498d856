import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { docsRoutes } from '../../src/http/docs.ts'
import { createTestApp } from '../support/http/test-app.ts'

const packageFile = (name: string) => readFile(new URL(import.meta.resolve(`swagger-ui-dist/${name}`)))

test('the page loads everything from the server itself', async () => {
  const docs = docsRoutes({ loadAsset: packageFile })
  const response = await docs.request('/')
  assert.match(
    response.headers.get('Content-Security-Policy') ?? '',
    /default-src 'none'; script-src 'self';/,
  )
  const html = await response.text()
  assert.doesNotMatch(html, /https?:|<script>|<style/)
  const addresses = [...html.matchAll(/(?:src|href)="\/docs(\/[^"]+)"/g)].map(([, path = '']) => path)
  assert.equal(addresses.length, 4)
  for (const path of addresses) assert.equal((await docs.request(path)).status, 200)
})

test('the start script parses and sets up a page with collapsed groups and a filter', async () => {
  const script = await (await docsRoutes({ loadAsset: packageFile }).request('/start.js')).text()
  const settings: Record<string, unknown>[] = []
  new Function('SwaggerUIBundle', script)((given: Record<string, unknown>) => settings.push(given))
  const [{ url, docExpansion, filter } = {}] = settings
  assert.deepEqual(
    { url, docExpansion, filter },
    { url: '/openapi.json', docExpansion: 'none', filter: true },
  )
})

test('the introduction links to pages of the guide that the server has', async (t) => {
  const { request } = await createTestApp(t)
  const { json } = await request('GET', '/openapi.json')
  const paths = [...Object(json).info.description.matchAll(/\]\((\/docs\/guide\/[^)]+)\)/g)].map(
    ([, path]) => path,
  )
  assert.equal(paths.length, 4)
  for (const path of paths) {
    const page = await request('GET', path)
    assert.equal(page.status, 200)
    assert.match(page.text, /^# /)
  }
})

test('assets are read once and known versions are answered 304', async () => {
  const read: string[] = []
  const docs = docsRoutes({
    loadAsset: async (name) => {
      read.push(name)
      return new TextEncoder().encode('body {}')
    },
  })
  const first = await docs.request('/swagger-ui.css')
  assert.equal(first.headers.get('Content-Type'), 'text/css; charset=utf-8')
  const etag = first.headers.get('ETag') ?? ''
  const second = await docs.request('/swagger-ui.css', { headers: { 'If-None-Match': etag } })
  assert.equal(second.status, 304)
  assert.deepEqual(read, ['swagger-ui.css'])
})

test('an asset that could not be read is read again', async () => {
  const answers = [
    () => Promise.reject(new Error('busy')),
    () => Promise.resolve(new TextEncoder().encode('x')),
  ]
  const docs = docsRoutes({ loadAsset: () => answers.shift()?.() ?? Promise.reject(new Error('no more')) })
  assert.equal((await docs.request('/swagger-ui.css')).status, 500)
  assert.equal((await docs.request('/swagger-ui.css')).status, 200)
})

test('the page is there with and without a slash at the end', async (t) => {
  const { request } = await createTestApp(t)
  const page = await request('GET', '/docs')
  assert.equal(page.status, 200)
  assert.match(page.text, /swagger-ui/)
  assert.equal((await request('GET', '/docs/')).text, page.text)
  assert.equal((await request('GET', '/docs/nowhere')).status, 404)
})
