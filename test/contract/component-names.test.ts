import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from '@hono/zod-openapi'
import { withUnservedApp } from '../../src/app/openapi-document.ts'
import { namesOf } from '../support/contract/named-schemas.ts'

test('no two different schemas have one name in the document', async () => {
  const { all, conflicts } = namesOf(await withUnservedApp((app) => app.openAPIRegistry.definitions))
  assert.ok(all.length > 50)
  assert.deepEqual(conflicts, [])
})

test('one name for two schemas is noticed wherever they stand', () => {
  const one = z.object({ a: z.string() }).openapi('Same')
  const other = z.object({ a: z.number() }).openapi('Same')
  const conflictsIn = (...schemas: readonly unknown[]) => namesOf(schemas).conflicts
  assert.deepEqual(conflictsIn(one, other), ['Same'])
  assert.deepEqual(conflictsIn(z.object({ list: z.array(one), map: z.record(z.string(), other) })), ['Same'])
  assert.deepEqual(conflictsIn(z.union([one.nullable(), z.lazy(() => other.optional())])), ['Same'])
  assert.deepEqual(conflictsIn(one, one.optional(), one.nullable(), one.openapi({ description: 'd' })), [])
  assert.deepEqual(conflictsIn(one, z.object({ a: z.string() }).openapi('Same')), [])
})
