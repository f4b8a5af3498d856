import assert from 'node:assert/strict'
import { test } from 'node:test'
import { filePath, isFileUrl } from '../../../src/lib/system/file-url.ts'

for (const [url, path] of [
  ['file:a b.db', 'a b.db'],
  ['file:a%20b.db', 'a b.db'],
  ['file:../100%25.db', '../100%.db'],
  ['file:/data/a%20b.db', '/data/a b.db'],
  ['file:///data/what%3F.db', '/data/what?.db'],
] as const) {
  test(`${url} is ${path}`, () => {
    assert.ok(isFileUrl(url))
    assert.equal(filePath(url), path)
  })
}
