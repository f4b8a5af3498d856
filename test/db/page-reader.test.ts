import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { desc } from 'drizzle-orm'
import fc from 'fast-check'
import { type PageRequest, pageReader } from '../../src/db/page-reader.ts'
import { executions, scripts } from '../../src/db/schema.ts'
import { decodeCursor } from '../../src/domain/cursor.ts'
import { isStorable } from '../../src/domain/plain-text.ts'
import { ExecutionLists } from '../../src/features/executions/store/list-repository.ts'
import { ExecutionRepository } from '../../src/features/executions/store/repository.ts'
import { Turns } from '../../src/lib/async/turns.ts'
import { anyCharacter } from '../support/any-character.ts'
import { createDatabase } from '../support/db/database.ts'
import { emptyGraph, executionWith } from '../support/engine/execution-records.ts'

const { id, name, description, active, execution_order, retention, updated_at } = scripts
const columns = { id, active, name, description, execution_order, retention, updated_at }

const control = fc.integer({ min: 1, max: 0x9f }).map((code) => String.fromCodePoint(code))
const odd = fc.constantFrom(
  '"',
  '\\',
  '/',
  '\u2028',
  '\u2029',
  '\ufeff',
  '\uffff',
  '😀',
  '한',
  '</script>',
  "'",
  '{"a":1}',
)
const text = fc
  .array(fc.oneof(fc.string({ unit: anyCharacter }), control, odd), { maxLength: 8 })
  .map((parts) => parts.join(''))
  .filter(isStorable)

// Also halves of surrogate pairs and NUL, which JSON escapes.
const anyUnits = fc.string({ unit: fc.nat({ max: 0xffff }).map((unit) => String.fromCharCode(unit)) })

const anyRow = fc.record({
  name: text,
  description: fc.option(text),
  active: fc.boolean(),
  execution_order: fc.maxSafeInteger(),
  retention: fc.option(
    fc.record({ days: fc.maxSafeNat(), count: fc.maxSafeNat() }, { requiredKeys: [], noNullPrototype: true }),
  ),
  updated_at: fc.constantFrom('2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.001Z'),
})

type Row = Pick<typeof scripts.$inferInsert, Exclude<keyof typeof columns, 'id'>>

/** Scripts in a database of their own, which are replaced by others each time. */
const createScripts = async (t: TestContext) => {
  const { database } = await createDatabase(t)
  const fill = async (rows: readonly Row[]) => {
    const others = { version: 1, graph_hash: '', node_count: 0, created_at: '' }
    await database.batch(['DELETE FROM scripts'])
    if (rows.length > 0) await database.orm.insert(scripts).values(rows.map((row) => ({ ...row, ...others })))
  }
  return { database, fill }
}

const anyRows = fc.uniqueArray(anyRow, { maxLength: 12, selector: (row) => row.name })

test('a page is, byte for byte, what would be made of the rows one by one', async (t) => {
  const { database, fill } = await createScripts(t)
  const readPage = pageReader({ columns, key: [updated_at, id], direction: 'DESC' })
  const property = fc.asyncProperty(anyRows, async (rows) => {
    await fill(rows)
    const found = await database.orm.select(columns).from(scripts).orderBy(desc(updated_at), desc(id))
    const { items, count, nextCursor } = await readPage(database, { limit: 20 })
    assert.equal(items, JSON.stringify(found))
    assert.deepEqual([count, nextCursor], [rows.length, null])
  })
  await fc.assert(property, { numRuns: 200 })
})

test('whatever an execution failed with is listed as it was given', async (t) => {
  const { database, writer } = await createDatabase(t)
  const repository = new ExecutionRepository(database, writer)
  const lists = new ExecutionLists(database, new Turns())
  let made = 0
  const property = fc.asyncProperty(anyUnits, fc.jsonValue(), async (message, value) => {
    const error = { code: 'E', message, details: JSON.parse(JSON.stringify(value)) }
    const execution = executionWith({ id: `ex_${String(made++).padStart(26, '0')}`, error })
    await repository.save({ execution, nodes: [], graphs: [emptyGraph] })
    const { items } = await lists.page({ limit: 1 })
    assert.deepEqual(JSON.parse(items)[0].error, error)
    const [found] = await database.orm.select().from(executions).orderBy(desc(executions.id)).limit(1)
    assert.ok(items.includes(`"error":${JSON.stringify(found?.error)},`), items)
  })
  await fc.assert(property, { numRuns: 200 })
})

for (const direction of ['ASC', 'DESC'] as const) {
  test(`pages hold every row once, in ${direction} order of the whole key`, async (t) => {
    const { database, fill } = await createScripts(t)
    const readPage = pageReader({ columns, key: [updated_at, id], direction })
    const property = fc.asyncProperty(anyRows, fc.integer({ min: 1, max: 5 }), async (rows, limit) => {
      await fill(rows)
      const all = JSON.parse((await readPage(database, { limit: 20 })).items)
      const seen: unknown[] = []
      let after: PageRequest['after']
      do {
        const page = await readPage(database, { after, limit })
        const items = JSON.parse(page.items)
        assert.equal(page.count, items.length)
        seen.push(...items)
        const last = items.at(-1)
        const key = page.nextCursor === null ? undefined : decodeCursor(page.nextCursor)
        if (key) assert.deepEqual(key, [last.updated_at, last.id])
        after = key && [String(key[0]), Number(key[1])]
      } while (after)
      assert.deepEqual(seen, all)
    })
    await fc.assert(property, { numRuns: 50 })
  })
}

const row = { description: null, active: true, execution_order: 0, retention: null, updated_at: '' }

test('only conditions with a value hold, all of them', async (t) => {
  const { database, fill } = await createScripts(t)
  const readPage = pageReader({ columns: { name }, key: [name], direction: 'ASC' })
  await fill(['a', 'b', 'c'].map((each) => ({ ...row, name: each, active: each !== 'b' })))
  const namesWhere = async (where: PageRequest['where'] & {}) =>
    (await readPage(database, { where, limit: 9 })).items
  assert.equal(await namesWhere({ 'active = ?': undefined }), '[{"name":"a"},{"name":"b"},{"name":"c"}]')
  assert.equal(await namesWhere({ 'active = ?': false, 'name > ?': undefined }), '[{"name":"b"}]')
  assert.equal(await namesWhere({ 'active = ?': true, 'name > ?': 'a' }), '[{"name":"c"}]')
  assert.equal(await namesWhere({ 'name > ?': 'c' }), '[]')
})

test('a page has another tag when an item changes, and when it is the last one no more', async (t) => {
  const { database, fill } = await createScripts(t)
  const readPage = pageReader({ columns: { name }, key: [name], direction: 'ASC' })
  const tagOf = async (...names: readonly string[]) => {
    await fill(names.map((each) => ({ ...row, name: each })))
    return (await readPage(database, { limit: 2 })).etag
  }
  const tags = [await tagOf(), await tagOf('a'), await tagOf('a', 'b'), await tagOf('a', 'b', 'c')]
  assert.equal(new Set(tags).size, 4)
  assert.equal(await tagOf('a', 'b', 'd'), tags[3])
})
