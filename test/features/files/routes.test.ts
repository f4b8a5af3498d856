import assert from 'node:assert/strict'
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { FolderEntry } from '../../../src/features/folders/schema.ts'
import { type Call, dataOf, errorOf } from '../../support/http/client.ts'
import { createTestApp } from '../../support/http/test-app.ts'

const setUp = async (t: TestContext, env: Readonly<Record<string, string>> = {}) => {
  const { request, config } = await createTestApp(t, { env })
  const root = config.workspace.dir
  const content = (method: string, path: string, call: Call = {}) =>
    request(method, `/api/files/content?path=${encodeURIComponent(path)}`, call)
  return {
    root,
    request,
    content,
    put: (path: string, body: string, headers = {}) => content('PUT', path, { body, headers }),
    list: async (query: string) =>
      dataOf(FolderEntry.array(), await request('GET', `/api/files?${query}`)).map(({ path }) => path),
  }
}

test('what is uploaded is downloaded as it is, as an attachment', async (t) => {
  const { put, content } = await setUp(t)
  const created = await put('보고서/"6월" 100%.html', '<script>alert(1)</script>')
  assert.equal(created.status, 201)
  const { path, size } = dataOf(FolderEntry, created)
  assert.deepEqual([path, size], ['보고서/"6월" 100%.html', 25])
  const found = await content('GET', path)
  assert.equal(found.text, '<script>alert(1)</script>')
  assert.equal(found.etag, created.etag)
  const expected = {
    'Content-Type': 'application/octet-stream',
    'X-Content-Type-Options': 'nosniff',
    'Content-Disposition': `attachment; filename="_6__ 100_.html"; filename*=UTF-8''%226%EC%9B%94%22%20100%25.html`,
    'Accept-Ranges': 'bytes',
    'Cache-Control': 'no-cache, no-transform',
    'Content-Length': '25',
  }
  for (const [name, value] of Object.entries(expected)) assert.equal(found.headers.get(name), value, name)
})

test('the address of a new file leads to it', async (t) => {
  const { put, request } = await setUp(t)
  const { headers } = await put('a b/c&d.txt', 'x')
  assert.equal((await request('GET', headers.get('Location') ?? '')).text, 'x')
})

test('a file of any content and without any can be uploaded', async (t) => {
  const { put, content } = await setUp(t)
  for (const body of ['', '{', '\0\x01']) {
    assert.ok((await put('a', body, { 'Content-Type': 'application/json' })).status < 300)
    const found = await content('GET', 'a')
    assert.deepEqual([found.status, found.text], [200, body])
  }
})

test('a part is sent as long as the file is the same', async (t) => {
  const { put, content } = await setUp(t)
  const { etag } = await put('a', '0123456789')
  const get = async (headers: Readonly<Record<string, string>>) => {
    const answer = await content('GET', 'a', { headers: { Range: 'bytes=2-4', ...headers } })
    return [answer.status, answer.text, answer.headers.get('Content-Range')]
  }
  const part = [206, '234', 'bytes 2-4/10']
  const whole = [200, '0123456789', null]
  assert.deepEqual(await get({}), part)
  assert.deepEqual(await get({ 'If-Range': etag }), part)
  assert.deepEqual(await get({ 'If-Range': '"other"' }), whole)
  assert.deepEqual(await get({ 'If-Range': `W/${etag}` }), whole)
  assert.deepEqual(await get({ 'If-Range': new Date().toUTCString() }), whole)
  assert.deepEqual(await get({ Range: 'bytes=0-1,3-4' }), whole)
  assert.deepEqual((await get({ 'If-None-Match': etag }))[0], 304)
  const none = await content('GET', 'a', { headers: { Range: 'bytes=10-' } })
  assert.deepEqual([none.status, none.headers.get('Content-Range')], [416, 'bytes */10'])
  const head = await content('HEAD', 'a', { headers: { Range: 'bytes=2-4' } })
  assert.deepEqual([head.status, head.headers.get('Content-Length'), head.text], [200, '10', ''])
})

test('an upload states what it may replace', async (t) => {
  const { put, content } = await setUp(t)
  const status = async (headers: Readonly<Record<string, string>>, body = 'new') =>
    (await put('a', body, headers)).status
  assert.equal(await status({ 'If-Match': '*' }), 412)
  assert.equal(await status({ 'If-None-Match': '*' }, 'first'), 201)
  assert.equal(await status({ 'If-None-Match': '*' }), 412)
  const { etag } = await content('GET', 'a')
  assert.equal(await status({ 'If-None-Match': etag }), 412)
  assert.equal(await status({ 'If-Match': '"other"' }), 412)
  assert.equal((await content('GET', 'a')).text, 'first')
  assert.equal(await status({ 'If-Match': etag }), 200)
  assert.equal(await status({ 'If-Match': etag }), 412)
  assert.equal((await content('GET', 'a')).text, 'new')
})

test('of several uploads that found the same, one wins', async (t) => {
  const { put } = await setUp(t)
  const { etag } = await put('a', '0')
  const statuses = async (path: string, headers: Readonly<Record<string, string>>) =>
    (await Promise.all(['1', '2', '3', '4'].map((body) => put(path, body, headers))))
      .map(({ status }) => status)
      .sort()
  assert.deepEqual(await statuses('a', { 'If-Match': etag }), [200, 412, 412, 412])
  assert.deepEqual(await statuses('deep/b', { 'If-None-Match': '*' }), [201, 412, 412, 412])
})

test('a refused upload leaves nothing, not even a folder', async (t) => {
  const { root, put } = await setUp(t, { FILE_MAX_BYTES: '10', WORKSPACE_QUOTA_BYTES: '15' })
  assert.equal(errorOf(await put('new/er/a', 'x'.repeat(11))).error_code, 'PAYLOAD_TOO_LARGE')
  assert.deepEqual(await readdir(root), [])
  await put('old/a', 'x'.repeat(9))
  assert.equal(errorOf(await put('old/er/b', 'x'.repeat(9))).error_code, 'WORKSPACE_FULL')
  assert.equal((await put('old/a', 'y'.repeat(10))).status, 200)
  assert.deepEqual(await readdir(root, { recursive: true }), ['old', join('old', 'a')])
  assert.equal((await put('b', 'x'.repeat(5))).status, 201)
  assert.equal((await put('c', 'x')).status, 413)
})

test('neither a part of a file nor an encoded one takes the place of the file', async (t) => {
  const { put, content } = await setUp(t)
  await put('a', '0123456789')
  for (const [headers, code] of [
    [{ 'Content-Range': 'bytes 0-1/10' }, 'partial_upload'],
    [{ 'Content-Range': 'bytes */10' }, 'partial_upload'],
  ] as const) {
    const refused = await put('a', 'xx', headers)
    assert.deepEqual([refused.status, errorOf(refused).details?.[0]?.code], [422, code])
  }
  for (const encoding of ['gzip', 'identity, BR']) {
    const refused = await put('a', 'xx', { 'Content-Encoding': encoding })
    assert.deepEqual([refused.status, errorOf(refused).error_code], [415, 'ENCODED_UPLOAD'])
    assert.equal(refused.headers.get('accept-encoding'), 'identity')
  }
  assert.equal((await put('b', 'x', { 'Content-Encoding': 'Identity' })).status, 201)
  assert.equal((await content('GET', 'a')).text, '0123456789')
})

test('what is no path of a file is refused, and why', async (t) => {
  const { put, content, list } = await setUp(t)
  await put('a', 'x')
  for (const [path, reason] of [
    ['folder/', /is the path of a folder/],
    ['a/', /is the path of a folder/],
    ['a/b', /leads through something that is not a folder/],
    ['.00000000-0000-0000-0000-000000000000.tmp', /is a name of files that are being written/],
  ] as const) {
    const refused = await put(path, 'y')
    assert.equal(refused.status, 409, path)
    assert.match(errorOf(refused).message, reason)
  }
  assert.deepEqual(await list('recursive=true'), ['a'])
  assert.equal((await content('GET', 'a')).text, 'x')
})

test('a file is deleted in the version that is known', async (t) => {
  const { put, content, root } = await setUp(t)
  const { etag } = await put('in/a', '1')
  const remove = async (path: string, headers = {}) => (await content('DELETE', path, { headers })).status
  assert.equal(await remove('in/a', { 'If-Match': '"other"' }), 412)
  assert.equal(await remove('in'), 409)
  assert.equal(await remove('in', { 'If-Match': '*' }), 412)
  assert.equal(await remove('in/a', { 'If-Match': etag }), 200)
  assert.equal(await remove('in/a'), 404)
  assert.equal(await remove('in'), 200)
  assert.equal(await remove('.'), 409)
  assert.deepEqual(await readdir(root), [])
})

test('no path and no link leads out of the workspace', async (t) => {
  const { root, content, put, list } = await setUp(t)
  const secret = join(root, '../secret')
  await writeFile(secret, 'secret')
  await symlink('../secret', join(root, 'link'))
  await symlink('..', join(root, 'out'))
  await mkdir(join(root, 'in'))
  for (const path of ['../secret', 'in/../../secret', secret, 'link', 'out/secret', '/etc/passwd']) {
    for (const method of ['GET', 'PUT']) {
      const answer = await content(method, path, method === 'PUT' ? { body: 'x' } : {})
      assert.equal(answer.json.error_code, 'PATH_OUTSIDE_WORKSPACE', `${method} ${path}`)
    }
  }
  for (const path of ['', '\0', 'a\nb', '\u007f', 'x'.repeat(4097)])
    assert.equal((await put(path, 'x')).status, 422)
  assert.deepEqual(await list('recursive=true'), ['in'])
  assert.equal((await content('DELETE', 'link')).status, 200)
  assert.equal(await readFile(secret, 'utf8'), 'secret')
})

for (const [path, code, en, ko] of [
  ['a\tb', 'path_with_control_character', /contains a control character/, /제어 문자를/],
  ['한'.repeat(1500), 'path_too_long', /at most 4096 bytes/, /최대 4096바이트/],
] as const) {
  test(`${code} is explained in the language of the caller`, async (t) => {
    const { put } = await setUp(t)
    for (const [language, reason] of [
      ['en', en],
      ['ko', ko],
    ] as const) {
      const [problem] = errorOf(await put(path, 'x', { 'Accept-Language': language })).details ?? []
      assert.equal(problem?.code, code)
      assert.match(problem.message, reason)
    }
  })
}

test('all pages together list every entry once, each folder before its contents', async (t) => {
  const { root, request, list } = await setUp(t)
  const all = ['a', 'a/1', 'a/2', 'a/2/x', 'a-', 'b', 'c', 'c/d', 'c/d/e', '한']
  for (const path of ['a/2', 'c/d/e']) await mkdir(join(root, path), { recursive: true })
  for (const path of ['a/1', 'a/2/x', 'a-', 'b', '한']) await writeFile(join(root, path), 'x')
  await writeFile(join(root, '.6f1ed002-ab5c-4f3e-8a5e-1f0d7a3f4c21.tmp'), 'half written')
  await symlink('..', join(root, 'c/up'))
  const expected = [...all.slice(0, 9), 'c/up', '한']
  for (const limit of [1, 2, 3, 4, 200]) {
    const found: string[] = []
    for (let cursor: string | null = ''; cursor !== null; ) {
      const query: string = `recursive=true&limit=${limit}&cursor=${cursor}`.replace(/&cursor=$/, '')
      const answer = await request('GET', `/api/files?${query}`)
      found.push(...dataOf(FolderEntry.array(), answer).map(({ path }) => path))
      cursor = answer.json.next_cursor
    }
    assert.deepEqual(found, expected, String(limit))
  }
  assert.deepEqual(await list('path=a'), ['a/1', 'a/2'])
  assert.deepEqual(await list('path=c/d'), ['c/d/e'])
})

test('a cursor is no way out, and one of another list is refused', async (t) => {
  const { request, root } = await setUp(t)
  await writeFile(join(root, 'z'), '')
  for (const names of [['..'], ['a/b'], [''], [], ['\0'], [7]]) {
    const cursor = Buffer.from(JSON.stringify(names)).toString('base64url')
    assert.equal(
      (await request('GET', `/api/files?recursive=true&cursor=${cursor}`)).status,
      422,
      String(names),
    )
  }
  // The file that it ended with is gone.
  const cursor = Buffer.from('["gone","too"]').toString('base64url')
  const answer = await request('GET', `/api/files?recursive=true&cursor=${cursor}`)
  assert.deepEqual(
    dataOf(FolderEntry.array(), answer).map(({ path }) => path),
    ['z'],
  )
})
