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
  'nope/{{ input.x }}',
  '/path/{{ input.x }}',
  'example.com/{{ input.x }}',
  'localhost:8080/{{ input.x }}',
  'ftp://a.test/{{ input.x }}',
  '?x={{ input.x }}',
  'http//a.test/{{ input.x }}',
  'htp{{ input.x }}',
  'javascript:{{ input.x }}',
  'http://a b/{{ input.x }}',
  'http://a.test:99999/{{ input.x }}',
  'http://[::1/{{ input.x }}',
  'https:///{{ input.x }}',
  'https://?{{ input.x }}',
]
const right = [
  'https://a.test',
  'HTTP://A.TEST/x?y',
  'http://[::1]:8080/',
  '{{ input.url }}',
  'https://{{ input.host }}/x',
  '{{ input.base }}/x',
  'http{{ input.secure ? "s" : "" }}://a.test',
  'HTTPS://{{ input.host }}:{{ input.port }}/x',
  'https:{{ input.rest }}',
  'http:/{{ input.rest }}',
  ' https://a.test/{{ input.x }}',
  'https://a{{ input.x }}b.test/',
  'https://user:{{ input.x }}@a.test/',
  'https://a.test/a b/{{ input.x }}',
  'https://a.test?q={{ input.x }}',
  '',
]

test('a URL that no request can be sent to is a problem when it is saved', () => {
  for (const url of wrong)
    assert.deepEqual(httpRequestType.checkSaved?.({ url }), [{ path: 'url', code: 'http_url' }], url)
  for (const url of right) assert.deepEqual(httpRequestType.checkSaved?.({ url }), [], url)
})
