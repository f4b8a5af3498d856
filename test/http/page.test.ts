import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { AppError } from '../../src/domain/errors.ts'
import { pageRoutes } from '../../src/http/page.ts'
import { createTestApp } from '../support/http/test-app.ts'

const files: Readonly<Record<string, string>> = {
  'index.html': '<!doctype html>',
  'main-ABCD1234.js': 'start()',
  'icon.svg': '<svg/>',
}

const createPage = (t: TestContext, content = files) => {
  const load = t.mock.fn(async (name: string) =>
    content[name] === undefined ? undefined : new TextEncoder().encode(content[name]),
  )
  const page = pageRoutes({ loadFile: load })
  page.onError((error, c) =>
    c.text('', error instanceof AppError && error.code === 'ROUTE_NOT_FOUND' ? 404 : 500),
  )
  return { page, load }
}

test('the page allows only its own scripts and styles, and is checked for changes each time', async (t) => {
  const { page } = createPage(t)
  const response = await page.request('/')
  assert.equal(response.status, 200)
  assert.equal(await response.text(), '<!doctype html>')
  assert.match(response.headers.get('Content-Type') ?? '', /^text\/html/)
  assert.match(response.headers.get('Cache-Control') ?? '', /^no-cache/)
  const policy = response.headers.get('Content-Security-Policy') ?? ''
  assert.match(policy, /^default-src 'none'; script-src 'self'; style-src 'self';/)
  assert.match(policy, /require-trusted-types-for 'script'$/)
  assert.doesNotMatch(policy, /unsafe/)
  const etag = response.headers.get('ETag') ?? ''
  assert.equal((await page.request('/', { headers: { 'If-None-Match': etag } })).status, 304)
})

test('files whose names change with their content are kept for good, and read once', async (t) => {
  const { page, load } = createPage(t)
  for (let i = 0; i < 2; i++) {
    const response = await page.request('/main-ABCD1234.js')
    assert.match(response.headers.get('Content-Type') ?? '', /^text\/javascript/)
    assert.match(response.headers.get('Cache-Control') ?? '', /max-age=31536000, immutable/)
    assert.equal(await response.text(), 'start()')
  }
  assert.equal(load.mock.callCount(), 1)
  assert.match((await page.request('/icon.svg')).headers.get('Cache-Control') ?? '', /^no-cache/)
})

test('nothing beside the files of the page can be read', async (t) => {
  const { page, load } = createPage(t, { ...files, 'secret.env': 'x' })
  for (const name of ['..%2fpackage.json', 'secret.env', 'main', 'gone-ABCD1234.js', 'index.html']) {
    assert.equal((await page.request(`/${name}`)).status, 404, name)
  }
  for (const { arguments: names } of load.mock.calls) assert.deepEqual(names, ['gone-ABCD1234.js'])
})

test('without its files it tells how to build them', async (t) => {
  const response = await createPage(t, {}).page.request('/')
  assert.equal(response.status, 503)
  assert.match(await response.text(), /npm run build:web/)
})

test('the address without a slash at the end leads to the page, below whatever path a proxy has', async (t) => {
  const { app } = await createTestApp(t)
  const response = await app.request('/ui')
  assert.equal(response.status, 302)
  assert.equal(response.headers.get('Location'), 'ui/')
})

test('/ leads browsers to the page, and has nothing for other callers', async (t) => {
  const { app } = await createTestApp(t)
  const browser = await app.request('/', { headers: { Accept: 'text/html,application/xhtml+xml,*/*;q=0.8' } })
  assert.equal(browser.status, 302)
  assert.equal(browser.headers.get('Location'), 'ui/')
  for (const headers of [{}, { Accept: '*/*' }, { Accept: 'application/json' }]) {
    const response = await app.request('/', { headers })
    assert.equal(response.status, 404)
    assert.equal(Object(await response.json()).error_code, 'ROUTE_NOT_FOUND')
    assert.match(response.headers.get('Vary') ?? '', /Accept\b/)
  }
})
