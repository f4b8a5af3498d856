import assert from 'node:assert/strict'
import { test } from 'node:test'
import { httpRequestType } from '../../../../src/engine/node-types/http-request.ts'

const wrong = [
  'nope',
  'example.com/x',
  '//a.test/x',
  'ftp://a.test',
  'mailto:a@a.test',
  'http://',
  'https:///x',
  'http://a b/',
]
const right = [
  'https://a.test',
  'HTTP://A.TEST/x?y',
  'http://[::1]:8080/',
  '{{ input.url }}',
  'https://{{ input.host }}/x',
  '',
]

test('a URL that no request can be sent to is a problem when it is saved', () => {
  for (const url of wrong)
    assert.deepEqual(httpRequestType.checkSaved?.({ url }), [{ path: 'url', code: 'http_url' }], url)
  for (const url of right) assert.deepEqual(httpRequestType.checkSaved?.({ url }), [], url)
})
