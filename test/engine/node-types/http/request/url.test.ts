import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { withQuery } from '../../../../../src/engine/node-types/http/request/url.ts'

const own = [
  '?q=%C7%D1',
  '?q=a%20b',
  '?q=a+b',
  "?$filter=Name%20eq%20'Kim'&$top=1",
  '?flag',
  '?flag=',
  '?a=1;b=2',
  '?a=%zz',
  '?q=한',
  '?a[]=1&a[]=2',
  '?a=1&&b=2',
  '?=x',
  '?a=b=c?d',
]

test('the query of the URL stays as it is, and pairs are added after it', () => {
  for (const query of own) {
    const url = `https://example.com/a%20b${query}`
    assert.equal(withQuery(url, {}), url)
    assert.equal(withQuery(url, { c: 'x y' }), `${url}&c=x+y`)
    assert.equal(withQuery(`${url}#top#more`, { c: 1 }), `${url}&c=1#top#more`)
  }
})

const added: readonly (readonly [url: string, query: Parameters<typeof withQuery>[1], whole: string])[] = [
  ['https://a.test', { b: 1 }, 'https://a.test?b=1'],
  ['https://a.test/?', { b: 1 }, 'https://a.test/?b=1'],
  ['https://a.test/?a&', { b: 1 }, 'https://a.test/?a&b=1'],
  ['https://a.test/#?x', { b: 1 }, 'https://a.test/?b=1#?x'],
  ['https://a.test/ ', { b: 1 }, 'https://a.test/?b=1'],
  ['https://a.test/', { b: null, c: [null], d: [] }, 'https://a.test/'],
  [
    'https://a.test/',
    { b: ['x', 2, true, null], '&': '=', c: '' },
    'https://a.test/?b=x&b=2&b=true&%26=%3D&c=',
  ],
]

test('pairs are added where the query ends', () => {
  for (const [url, query, whole] of added) assert.equal(withQuery(url, query), whole)
})

test('what is added is read as it was given', () => {
  const pairs = fc.dictionary(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }))
  fc.assert(
    fc.property(pairs, (query) => {
      const url = new URL(withQuery('https://a.test/?own=%C7%D1#top', query))
      const [, ...found] = [...url.searchParams]
      assert.deepEqual(found, Object.entries(query))
      assert.equal(url.search.split('&')[0], '?own=%C7%D1')
    }),
  )
})

test('a URL that is none is refused', () => {
  for (const url of ['', '/a', 'a.test', 'http://', 'https://a b/']) {
    assert.throws(() => withQuery(url, { a: 1 }), { code: 'HTTP_URL', retryable: false })
  }
})

test('the message shows a URL that is none, without what may be a password', () => {
  for (const [url, shown] of [
    ['http://me:se/cret@a b/', '…@a b/'],
    ['http://me:s3cret@a.test:99999/@x', '…@x'],
    ['http://a b/'.padEnd(1000, 'x'), `${'http://a b/'.padEnd(200, 'x')}…`],
  ] as const) {
    assert.throws(() => withQuery(url, {}), { message: `The URL "${shown}" is not valid.` })
  }
  const message = 'The URL "/a?b" is not valid. It must begin with http:// or https://.'
  assert.throws(() => withQuery('/a?b', {}), { message })
})
