import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { ScriptSummary } from '../../../src/features/scripts/schema.ts'
import { dataOf, errorOf } from '../../support/http/client.ts'
import { createScriptClient } from '../../support/http/script-client.ts'

const namesIn = (answer: { readonly json: unknown }) =>
  dataOf(ScriptSummary.array(), answer).map(({ name }) => name)

const searches: readonly (readonly [query: string, found: readonly string[]])[] = [
  ['%', ['100%']],
  ['_', ['snake_case']],
  ["'", ["it's"]],
  ['\\', ['back\\slash']],
  ['SNAKE', ['snake_case']],
  ['합', ['합계']],
  ['', ['100%', 'back\\slash', "it's", 'snake_case', '합계']],
  ['nothing like it', []],
]

for (const [query, found] of searches) {
  test(`scripts are searched for "${query}" literally`, async (t) => {
    const { call, create } = await createScriptClient(t)
    for (const name of ['100%', 'snake_case', "it's", 'back\\slash', '합계']) await create({ name })
    const answer = await call('GET', `?q=${encodeURIComponent(query)}`)
    assert.deepEqual(namesIn(answer).toSorted(), found)
  })
}

test('scripts are listed without their graphs, the most recently changed first, filtered by activity', async (t) => {
  const { call, create, database } = await createScriptClient(t)
  const old = await create({ name: 'old', nodes: [{ id: 'n', type: 'start' }] })
  await create({ name: 'new', active: false })
  await database.execute(`UPDATE scripts SET updated_at = '2020-01-01T00:00:00.000Z' WHERE id = ${old.id}`)
  const all = await call('GET', '')
  assert.deepEqual(namesIn(all), ['new', 'old'])
  assert.deepEqual([Object(all.json).count, Object(all.json).next_cursor], [2, null])
  assert.equal('nodes' in Object(all.json).data[1], false)
  assert.equal(Object(all.json).data[1].node_count, 1)
  assert.deepEqual(namesIn(await call('GET', '?active=true')), ['old'])
  assert.deepEqual(namesIn(await call('GET', '?active=false')), ['new'])
})

const wrong = [
  'sort=size',
  'sort=',
  'limit=0',
  'limit=201',
  'limit=x',
  'active=yes',
  'cursor=nope',
  'cursor=W10',
  `q=${'a'.repeat(101)}`,
]

test('an empty cursor is the first page', async (t) => {
  const { call, create } = await createScriptClient(t)
  await create({ name: 'a' })
  assert.deepEqual(namesIn(await call('GET', '?cursor=&limit=1')), ['a'])
})

for (const query of [
  'limit=1&limit=2',
  'active=true&active=true',
  'cursor=&cursor=',
  'q=a&q=b',
  'sort=name&sort=name',
]) {
  test(`a list of ?${query} is refused, because a parameter is repeated`, async (t) => {
    const { call } = await createScriptClient(t)
    const { details } = errorOf(await call('GET', `?${query}`))
    assert.deepEqual(details, [
      {
        path: `query.${query.split('=')[0]}`,
        code: 'repeated_parameter',
        message: 'The parameter may be given only once.',
      },
    ])
  })
}

for (const query of wrong) {
  test(`a list of ?${query.slice(0, 20)} is refused`, async (t) => {
    const { call } = await createScriptClient(t)
    const answer = await call('GET', `?${query}`)
    assert.equal(answer.status, 422)
    assert.equal(errorOf(answer).details?.[0]?.path, `query.${query.split('=')[0]}`)
  })
}

test('pages contain every script once, even while others are created', async (t) => {
  const { call, create } = await createScriptClient(t)
  let made = 0
  const createSome = async (count: number) => {
    for (let index = 0; index < count; index++) await create({ name: `script ${made++}` })
  }
  const plans = fc.record({
    first: fc.integer({ min: 0, max: 6 }),
    limit: fc.integer({ min: 1, max: 7 }),
    between: fc.array(fc.nat({ max: 3 }), { maxLength: 4 }),
  })
  const property = fc.asyncProperty(plans, async ({ first, limit, between }) => {
    await createSome(first)
    const expected = namesIn(await call('GET', '?limit=200'))
    const inserts = [...between]
    const seen: string[] = []
    for (let cursor: unknown = ''; typeof cursor === 'string'; ) {
      const answer = await call('GET', `?limit=${limit}${cursor && `&cursor=${cursor}`}`)
      seen.push(...namesIn(answer))
      cursor = Object(answer.json).next_cursor
      await createSome(inserts.shift() ?? 0)
    }
    assert.deepEqual(seen, expected)
  })
  await fc.assert(property, { numRuns: 15 })
})

test('a list shows every change at once, also when it was read before and during the change', async (t) => {
  const { call, create, repository, service } = await createScriptClient(t)
  const places = (...values: readonly number[]) =>
    values.map((execution_order, index) => ({ id: index + 1, execution_order }))
  const changes = [
    () => create({ name: 'new' }),
    () => call('PATCH', '/1', { body: { name: 'other' } }),
    () => call('PUT', '/2', { body: { name: 'third', active: false, nodes: [], connections: {} } }),
    () => call('POST', '/2/nodes', { body: { id: 'n', type: 'start' } }),
    () => call('DELETE', '/2/nodes/n'),
    () => call('PUT', '/order', { body: places(5, 4, 3) }),
    () => call('DELETE', '/3'),
    () => create({ name: 'last' }),
  ]
  for (const name of ['a', 'b', 'c', 'd']) await create({ name })
  const filters = [{ limit: 2 }, { limit: 50 }, { limit: 50, active: true }, { limit: 50, q: 'e' }]
  const queries = [
    ...filters.map((filter) => ({ ...filter, sort: '-updated_at' as const })),
    { limit: 50, sort: 'updated_at' as const },
  ]
  const listAll = () => Promise.all(queries.map((query) => service.list(query)))
  for (const change of changes) {
    const before = await listAll()
    const [answer] = await Promise.all([change(), listAll()])
    assert.ok(!('status' in answer) || answer.status < 300)
    const after = await listAll()
    assert.deepEqual(after, await Promise.all(queries.map((query) => repository.page(query))))
    assert.notDeepEqual(after, before)
  }
})

test('an unchanged list is not read again, unless another process may have changed it', async (t) => {
  const leadership = { isLeader: true }
  const { call, create, database } = await createScriptClient(t, leadership)
  await create({ name: 'a' })
  assert.deepEqual(namesIn(await call('GET', '?limit=9')), ['a'])
  await database.execute(`UPDATE scripts SET name = 'b'`)
  assert.deepEqual(namesIn(await call('GET', '?limit=9')), ['a'])
  assert.deepEqual(namesIn(await call('GET', '?limit=8')), ['b'])
  leadership.isLeader = false
  assert.deepEqual(namesIn(await call('GET', '?limit=9')), ['b'])
})

const unicode: readonly (readonly [name: string, query: string, isFound: boolean])[] = [
  ['ÉTÉ', 'été', true],
  ['e\u0301te\u0301', 'ÉTÉ', true],
  ['été', 'E\u0301TE\u0301', true],
  ['Straße', 'STRASSE', true],
  ['STRASSE', 'straße', true],
  ['ΟΔΟΣ', 'οδος', true],
  ['οδός', 'ΟΔΌΣ', true],
  ['Привет мир', 'ПРИВЕТ', true],
  ['한국어', '\u1112\u1161\u11ab\u1100\u116e\u11a8', true],
  ['Ｆｕｌｌ', 'ｆＵＬＬ', true],
  ['İstanbul', 'İSTANBUL', true],
  ['100% Ä', '% ä', true],
  ['été', 'ete', false],
  ['a', 'b', false],
]

test('names are found in any case and composition, and kept as they were given', async (t) => {
  const { call, create } = await createScriptClient(t)
  for (const [name, query, isFound] of unicode) {
    const { id } = await create({ name, active: false })
    const answer = await call('GET', `?q=${encodeURIComponent(query)}&limit=200`)
    assert.deepEqual(namesIn(answer), isFound ? [name] : [], query)
    await call('DELETE', `/${id}`)
  }
})

test('names that differ only in composition are the same, in another case they are not', async (t) => {
  const { call, create } = await createScriptClient(t)
  const { id } = await create({ name: 'é' })
  const taken = await call('POST', '', { body: { name: 'e\u0301' } })
  assert.deepEqual([taken.status, errorOf(taken).error_code], [409, 'SCRIPT_NAME_TAKEN'])
  const other = await create({ name: 'É' })
  assert.equal((await call('PATCH', `/${other.id}`, { body: { name: 'e\u0301' } })).status, 409)
  assert.equal((await call('PATCH', `/${id}`, { body: { name: 'e\u0301' } })).status, 200)
})

test('names that an earlier version has stored are prepared at the start', async (t) => {
  const { call, create, service, database } = await createScriptClient(t)
  await create({ name: 'É' })
  await create({ name: 'ü' })
  await database.execute(`UPDATE scripts SET name = 'E\u0301' WHERE id = 2`)
  await database.execute('UPDATE scripts SET name_key = NULL, name_folded = NULL')
  await service.indexNames()
  assert.deepEqual(namesIn(await call('GET', '?q=é')).toSorted(), ['E\u0301', 'É'])
  assert.equal((await call('POST', '', { body: { name: 'E\u0301' } })).status, 409)
})
