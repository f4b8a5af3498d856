import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { test } from 'node:test'
import { sqlType } from '../../../src/engine/node-types/sql.ts'
import { accepts } from '../../support/engine/run/run-node.ts'
import { fileWorld } from '../../support/files/file-world.ts'
import { withPatience } from '../../support/time/patience.ts'

const orders = [
  { id: 1, customer: 1, amount: 10, day: '2026-01-01', paid: true, tags: ['a', 'b'] },
  { id: 2, customer: 2, amount: 2.5, day: '2026-01-02', paid: false, tags: [] },
  { id: 3, customer: 1, amount: 5, day: '2026-02-01', paid: null, tags: null },
]
const customers = [
  { id: 1, name: 'Kim' },
  { id: 2, name: 'Lee' },
]

type Case = readonly [query: string, expected: readonly unknown[], more?: Readonly<Record<string, unknown>>]

const cases: readonly Case[] = [
  [
    'SELECT name, sum(amount) AS total FROM orders JOIN customers ON customer = customers.id GROUP BY name ORDER BY total DESC',
    [
      { name: 'Kim', total: 15 },
      { name: 'Lee', total: 2.5 },
    ],
  ],
  [
    'SELECT id, sum(amount) OVER (ORDER BY day) AS running FROM orders',
    [
      { id: 1, running: 10 },
      { id: 2, running: 12.5 },
      { id: 3, running: 17.5 },
    ],
  ],
  [
    `SELECT customer, sum(amount) FILTER (WHERE strftime('%m', day) = '01') AS january FROM orders GROUP BY customer`,
    [
      { customer: 1, january: 10 },
      { customer: 2, january: 2.5 },
    ],
  ],
  ['SELECT DISTINCT customer FROM orders ORDER BY 1', [{ customer: 1 }, { customer: 2 }]],
  ['SELECT median(amount) AS m, percentile(amount, 100) AS p FROM orders', [{ m: 5, p: 10 }]],
  [
    `SELECT name FROM customers WHERE name REGEXP '^K' AND regexp_replace(name, 'i.', 'o') = 'Ko' AND regexp_substr(name, '[a-z]+') = 'im'`,
    [{ name: 'Kim' }],
  ],
  // What comes from a table as it is keeps its type.
  [
    'SELECT paid, tags, json_array_length(tags) AS length FROM orders ORDER BY id',
    [
      { paid: true, tags: ['a', 'b'], length: 2 },
      { paid: false, tags: [], length: 0 },
      { paid: null, tags: null, length: null },
    ],
  ],
  ['SELECT count(*) AS "count(*)", 1 AS a, 2 AS A', [{ 'count(*)': 1, a: 1, A_2: 2 }]],
  [
    'SELECT 9007199254740993 AS big, 9e999 AS infinite, NULL AS none',
    [{ big: '9007199254740993', infinite: null, none: null }],
  ],
  [
    'SELECT id FROM orders WHERE amount > :least AND day >= :since',
    [{ id: 3 }],
    { parameters: { least: 4, since: '2026-01-05' } },
  ],
  [
    'SELECT id FROM orders WHERE amount IN (?, ?); -- the end',
    [{ id: 1 }, { id: 3 }],
    { parameters: [10, 5] },
  ],
  [
    'SELECT :값 AS a, $b AS b, @c AS c',
    [{ a: 1, b: 'x', c: null }],
    { parameters: { 값: 1, b: 'x', c: null } },
  ],
  ['VALUES (1), (2)', [{ column1: 1 }, { column1: 2 }]],
  [
    'WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < 3) SELECT sum(x) AS s FROM c',
    [{ s: 6 }],
  ],
]

test('a query joins, groups and sorts lists as tables with typed columns', async (t) => {
  const { sql } = await fileWorld(t)
  for (const [query, expected, more] of cases) {
    assert.deepEqual(await sql({ query, tables: { orders, customers }, ...more }), expected, query)
  }
  assert.deepEqual(
    await sql({ query: 'SELECT max(amount) AS most FROM input' }, { scope: { input: orders } }),
    [{ most: 10 }],
  )
})

test('a query without tables needs no input', async (t) => {
  const { sql } = await fileWorld(t)
  const scope = { input: null }
  assert.deepEqual(await sql({ query: 'SELECT 1 AS one' }, { scope }), [{ one: 1 }])
  await assert.rejects(sql({ query: 'SELECT * FROM input' }, { scope }), {
    code: 'SQL_ERROR',
    message: /no such table: input\. There are no tables/,
  })
})

type Refused = readonly [query: string, code: string, message: RegExp]

const refused: readonly Refused[] = [
  ['SELEC 1', 'SQL_ERROR', /near "SELEC": syntax error/],
  ['SELECT 1; SELECT 2', 'SQL_NOT_ALLOWED', /one statement that only reads/],
  [
    'SELECT amout FROM orders',
    'SQL_ERROR',
    /no such column: amout\. There are orders \(id, customer, amount/,
  ],
  ['SELECT * FROM order_lines', 'SQL_ERROR', /no such table: order_lines\. There are orders \(/],
  [
    "SELECT :day, ':no' FROM orders -- :no",
    'SQL_ERROR',
    /has :day, which is not among its `parameters` \(none\)/,
  ],
  ['DELETE FROM orders', 'SQL_NOT_ALLOWED', /only reads/],
  ['INSERT INTO t0.rows VALUES (1)', 'SQL_NOT_ALLOWED', /only reads/],
  ['CREATE TABLE a (b)', 'SQL_NOT_ALLOWED', /only reads/],
  [`ATTACH '/tmp/a' AS b`, 'SQL_NOT_ALLOWED', /ATTACH/],
  ['PRAGMA database_list', 'SQL_NOT_ALLOWED', /PRAGMA/],
  ['SELECT * FROM pragma_database_list', 'SQL_NOT_ALLOWED', /PRAGMA/],
  [`SELECT load_extension('a')`, 'SQL_NOT_ALLOWED', /only reads/],
  [`SELECT fts3_tokenizer('simple')`, 'SQL_NOT_ALLOWED', /only reads/],
  ['VACUUM', 'SQL_NOT_ALLOWED', /only reads/],
  ['BEGIN', 'SQL_NOT_ALLOWED', /only reads/],
  [`SELECT readfile('/etc/passwd')`, 'SQL_ERROR', /no such function/],
  [`SELECT 1 WHERE 'a' REGEXP '('`, 'SQL_ERROR', /Invalid regular expression/],
  [Array(600).fill('SELECT 1').join(' UNION ALL '), 'SQL_ERROR', /at most 500 SELECTs .*as a table/],
  [
    `SELECT 1 FROM ${Array.from({ length: 65 }, (_, at) => `orders o${at}`)}`,
    'SQL_ERROR',
    /at most 64 tables.*before it/,
  ],
  [`SELECT ${Array(1200).fill('1').join(' + ')}`, 'SQL_ERROR', /at most 1000 levels deep.*Use IN/],
  [`SELECT max(${Array(2000).fill('1')})`, 'SQL_ERROR', /at most 1000 arguments.*json_each/],
  [`SELECT 'a' LIKE '${'%a'.repeat(30_000)}'`, 'SQL_ERROR', /at most 50000 bytes/],
  [`SELECT 1 ORDER BY ${Array(2100).fill('1')}`, 'SQL_ERROR', /at most 2000 terms/],
  ['SELECT ?33000', 'SQL_ERROR', /at most 32766 parameters/],
  ['SELECT ?', 'SQL_ERROR', /has a `\?`, .* Make `parameters` a list/],
  ['SELECT $day', 'SQL_ERROR', /has :day, which is not among/],
]

const unmatched: readonly (readonly [query: string, parameters: unknown, message: RegExp])[] = [
  ['SELECT ?, ?', [1], /has 2 parameters, but its `parameters` are a list of 1/],
  ['SELECT ?', [1, 2], /has 1 parameters, but its `parameters` are a list of 2/],
  ['SELECT :a', { a: 1, b: 2 }, /has "b", which the query does not use; it has :a/],
]

test('values of a query that do not fit its parameters are refused', async (t) => {
  const { sql } = await fileWorld(t)
  for (const [query, parameters, message] of unmatched) {
    await assert.rejects(sql({ query, parameters, tables: {} }), { code: 'SQL_ERROR', message }, query)
  }
})

test('a query that is wrong or would do more than read fails with the reason', async (t) => {
  const { sql, folder } = await fileWorld(t)
  for (const [query, code, message] of refused) {
    await assert.rejects(sql({ query, tables: { orders } }), { code, message, retryable: false }, query)
  }
  await assert.rejects(sql({ query: 'SELECT 1', tables: { orders: { id: 1 } } }), {
    code: 'SQL_TABLE',
    message: /`\[\]`/,
  })
  for (const name of readdirSync(folder)) assert.deepEqual(readdirSync(`${folder}/${name}`), [], name)
})

const ENDLESS = 'WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c)'

test('a query that meets a limit fails with the setting, and the next one works', async (t) => {
  const world = { maxRows: 1000, maxBytes: 100_000, query: { memoryBytes: 100_000_000 } }
  const { sql } = await fileWorld(t, world)
  const limits: readonly Refused[] = [
    [`${ENDLESS} SELECT x FROM c`, 'TABLE_TOO_LARGE', /1000 rows.*TABLE_MAX_ROWS/],
    [`SELECT hex(zeroblob(100000)) AS a`, 'TABLE_TOO_LARGE', /100000 bytes.*TABLE_MAX_BYTES/],
    [
      'SELECT zeroblob(100000000)',
      'SQL_MEMORY',
      /A text in the query is larger than 25000000 bytes, a quarter of SQL_MEMORY_BYTES/,
    ],
    [`SELECT ${Array(2001).fill('1').join()}`, 'TABLE_TOO_LARGE', /at most 2000 columns/],
  ]
  for (const [query, code, message] of limits) {
    await assert.rejects(sql({ query }, { scope: { input: [] } }), { code, message }, query)
    assert.deepEqual(await sql({ query: 'SELECT 1 AS one' }, { scope: { input: [] } }), [{ one: 1 }])
  }
})

test('a query that takes too long ends with its process, and the next one works', async (t) => {
  const { sql } = await fileWorld(t, { query: { timeoutMs: 2000 } })
  const isTooLong = { code: 'SQL_TIMEOUT', message: /2000 ms.*SQL_TIMEOUT_MS/ }
  await assert.rejects(
    sql({ query: `${ENDLESS} SELECT count(*) FROM c` }, { scope: { input: [] } }),
    isTooLong,
  )
  const next = () => sql({ query: 'SELECT 1 AS one' }, { scope: { input: [] } })
  assert.deepEqual(await withPatience(next), [{ one: 1 }])
})

test('a query that takes too much memory ends with its process, and the next one works', async (t) => {
  const { sql } = await fileWorld(t, { query: { memoryBytes: 50_000_000 } })
  await assert.rejects(
    sql({ query: `${ENDLESS} SELECT length(json_group_array(x)) FROM c` }, { scope: { input: [] } }),
    {
      code: 'SQL_MEMORY',
      message: /50000000 bytes of memory.*SQL_MEMORY_BYTES/,
    },
  )
  assert.deepEqual(await sql({ query: 'SELECT 1 AS one' }, { scope: { input: [] } }), [{ one: 1 }])
})

test('a cancelled query ends, and the next one works', async (t) => {
  const { sql } = await fileWorld(t)
  const abort = new AbortController()
  const running = sql(
    { query: `${ENDLESS} SELECT count(*) FROM c` },
    { scope: { input: [] }, signal: abort.signal },
  )
  setTimeout(() => abort.abort(new Error('cancelled')), 500)
  await assert.rejects(running, { message: 'cancelled' })
  assert.deepEqual(await sql({ query: 'SELECT 1 AS one' }, { scope: { input: [] } }), [{ one: 1 }])
})

test('a list that is too large as an output is refused with the way out', async (t) => {
  const { sql } = await fileWorld(t, { outputBytes: 1000 })
  const query =
    'WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < 200) SELECT x FROM c'
  const failure = { code: 'OUTPUT_TOO_LARGE', message: /`as` to `table`.*NODE_OUTPUT_LIMIT_BYTES/ }
  await assert.rejects(sql({ query }, { scope: { input: [] } }), failure)
  const table = await sql({ query, as: 'table' }, { scope: { input: [] } })
  assert.equal(Object(table).rows, 200)
})

test('invalid parameters are refused', () => {
  const many = Object.fromEntries(Array.from({ length: 11 }, (_, index) => [`t${index}`, []]))
  for (const parameters of [
    {},
    { query: '' },
    { query: 'SELECT 1', tables: { 'a b': [] } },
    { query: 'SELECT 1', tables: many },
    { query: 'SELECT 1', as: 'rows' },
  ]) {
    assert.equal(accepts(sqlType, parameters), false, JSON.stringify(parameters))
  }
})
