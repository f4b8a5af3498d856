import assert from 'node:assert/strict'
import { test } from 'node:test'
import { targetOf } from '../../../src/engine/outbound/target.ts'

const targets: readonly (readonly [url: string, target: string])[] = [
  ['http://a.test', '/'],
  ['http://a.test?', '/'],
  ['http://a.test/#a?b', '/'],
  ['http://a.test/a b/../한#x', '/%ED%95%9C'],
  ['http://a.test/?q=%C7%D1', '/?q=%C7%D1'],
  ['http://a.test/?q=a%20b+c', '/?q=a%20b+c'],
  ["http://a.test/?$filter=Name%20eq%20'Kim'#top", "/?$filter=Name%20eq%20'Kim'"],
  ["http://a.test/?$filter=Name eq 'Kim'", "/?$filter=Name%20eq%20'Kim'"],
  ['http://a.test/?flag', '/?flag'],
  ['http://a.test/?a=b?c=d&&e[]={"f"}|^`\\', '/?a=b?c=d&&e[]={%22f%22}|^`\\'],
  ['http://a.test/?q=한 <&\u{1f600}\ud800', '/?q=%ED%95%9C%20%3C&%F0%9F%98%80%EF%BF%BD'],
  ['  http://a.test/?a\nb\tc  ', '/?abc'],
  ['http://me:secret@a.test/?b', '/?b'],
]

test('a query is sent as it is written, and what it cannot contain is escaped', () => {
  for (const [text, target] of targets) assert.equal(targetOf(text, new URL(text)), target)
})

test('what a redirect inherits from the URL before stays', () => {
  const base = 'http://a.test/b?c'
  for (const [location, target] of [
    ['', '/b?c'],
    ['#d', '/b?c'],
    ['?d', '/b?d'],
    ['?', '/b'],
    ['e', '/e'],
  ] as const) {
    assert.equal(targetOf(location, new URL(location, base)), target)
  }
})
