import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { UnsupportedPathError } from 'hono/router'
import { RegExpRouter } from 'hono/router/reg-exp-router'
import { TrieRouter } from 'hono/router/trie-router'
import { LiteralFirstRouter } from '../../src/http/literal-first-router.ts'

const METHODS = ['GET', 'PUT', 'ALL']
const PATTERNS = [
  '*',
  '/api/*',
  '/api/a',
  '/api/:id',
  '/api/a/b',
  '/api/:id/b',
  '/api/:id/:name',
  '/b',
  '/b/',
]
const PATHS = ['/', '/api', '/api/a', '/api/c', '/api/a/b', '/api/c/b', '/api/c/d', '/b', '/b/', '/b/c']

const route = fc.record({ method: fc.constantFrom(...METHODS), path: fc.constantFrom(...PATTERNS) })
const request = fc.record({
  method: fc.constantFrom('GET', 'PUT', 'PURGE'),
  path: fc.constantFrom(...PATHS),
})

/** The handlers that a router matches, with the values of their parameters, which routers represent differently. */
const matchesOf = (router: TrieRouter<number> | LiteralFirstRouter<number>, method: string, path: string) => {
  const [matches, stash] = router.match(method, path)
  return matches.map(([handler, params]) => [
    handler,
    Object.fromEntries(
      Object.entries(params).map(([name, value]) => [
        name,
        typeof value === 'number' ? stash?.[value] : value,
      ]),
    ),
  ])
}

test('it matches what the trie router matches, in the same order, but no parameter at a literal', () => {
  fc.assert(
    fc.property(
      fc.array(route, { minLength: 1, maxLength: 12 }),
      fc.array(request, { maxLength: 8 }),
      (routes, requests) => {
        const own = new LiteralFirstRouter<number>()
        const [all, plain] = [new TrieRouter<number>(), new TrieRouter<number>()]
        routes.forEach(({ method, path }, index) => {
          own.add(method, path, index)
          all.add(method, path, index)
          if (!path.includes(':')) plain.add(method, path, index)
        })
        const literals = new Set(routes.map((each) => each.path).filter((each) => !/[:*]/.test(each)))
        for (const { method, path } of requests) {
          const expected = matchesOf(literals.has(path) ? plain : all, method, path)
          assert.deepEqual(matchesOf(own, method, path), expected)
          assert.deepEqual(matchesOf(own, method, path), expected, 'again')
        }
      },
    ),
  )
})

test('canary: the fast router of hono still rejects a literal beside a parameter', () => {
  const route = () => {
    const router = new RegExpRouter<number>()
    router.add('GET', '/api/:id', 1)
    router.add('GET', '/api/order', 2)
    return router.match('GET', '/api/order')
  }
  assert.throws(route, UnsupportedPathError)
})
