import assert from 'node:assert/strict'
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'
import { JsonElements, NoListError } from '../../../src/engine/formats/tables/json-elements.ts'
import { fileReadType } from '../../../src/engine/node-types/file-read.ts'
import { mountSmallDisk } from '../../support/db/small-disk.ts'
import { accepts } from '../../support/engine/run/run-node.ts'
import { fileWorld } from '../../support/files/file-world.ts'

type Case = readonly [
  content: string,
  parameters: Readonly<Record<string, unknown>>,
  rows: readonly unknown[],
  types: readonly string[],
]

const cases: readonly Case[] = [
  [
    'id,code,price,ok\n1,007,2.5,true\n2,008,,false\n',
    { format: 'csv' },
    [
      { id: 1, code: '007', price: 2.5, ok: true },
      { id: 2, code: '008', price: null, ok: false },
    ],
    ['integer', 'text', 'number', 'boolean'],
  ],
  // Ragged lines, names that are the same but for their case, and cells that a parser for regular text does not take.
  [
    'Id,ID,\n1\n2,3,4,5\n6" pipe,x,y\n',
    { format: 'csv', types: false },
    [
      { Id: '1', ID_2: null, column_3: null, column_4: null },
      { Id: '2', ID_2: '3', column_3: '4', column_4: '5' },
      { Id: '6" pipe', ID_2: 'x', column_3: 'y', column_4: null },
    ],
    ['text', 'text', 'text', 'text'],
  ],
  [
    'a,b,c\n1,2,3\n4,5,6\n',
    { format: 'csv', columns: ['c', 'a'], limit: 1 },
    [{ c: 3, a: 1 }],
    ['integer', 'integer'],
  ],
  [
    'NULL,b\n1,"N/A"\nN/A,-999\n"NULL",N/A?\n',
    { format: 'csv', null_values: ['NULL', 'N/A', '-999.00'] },
    [
      { NULL: 1, b: null },
      { NULL: null, b: null },
      { NULL: null, b: 'N/A?' },
    ],
    ['integer', 'text'],
  ],
  ['1,x\n', { format: 'csv', header: ['n', 'name'] }, [{ n: 1, name: 'x' }], ['integer', 'text']],
  ['1,x\n', { format: 'csv', header: false }, [{ column_1: 1, column_2: 'x' }], ['integer', 'text']],
  ['a,b\n', { format: 'csv' }, [], ['text', 'text']],
  ['', { format: 'csv' }, [], []],
  [
    '{"a":1,"tags":["x"]}\n\n{"b":{"c":2},"a":"one"}\n',
    { format: 'ndjson' },
    [
      { a: 1, tags: ['x'], b: null },
      { a: 'one', tags: null, b: { c: 2 } },
    ],
    ['mixed', 'json', 'json'],
  ],
  ['{"a":1}\r{"a":2}\r\r{"a":3}', { format: 'ndjson' }, [{ a: 1 }, { a: 2 }, { a: 3 }], ['integer']],
  ['{"a":1}\r{"a":2}\r', { format: 'auto' }, [{ a: 1 }, { a: 2 }], ['integer']],
  ['\r\n{"a":1}\r\n{"a":2}\r\n', { format: 'ndjson' }, [{ a: 1 }, { a: 2 }], ['integer']],
  ['[ {"a":"],"}, [1,2],\n3 ]', { format: 'json', limit: 1 }, [{ a: '],' }], ['text']],
  ['[]', { format: 'json' }, [], []],
]

test('rows of csv, ndjson and a json list become a table', async (t) => {
  const { put, read, services } = await fileWorld(t)
  for (const [content, parameters, rows, types] of cases) {
    await put('a', content)
    const table = await read({ as: 'table', ...parameters })
    const { columns, rows: count } = Object(table)
    assert.deepEqual(
      columns.map(({ type }: { type: string }) => type),
      types,
      content,
    )
    assert.equal(count, rows.length)
    assert.deepEqual(
      services.tables.rows('ex_1', Object(table), { from: 0, limit: 10, bytes: 1000 }),
      rows,
      content,
    )
  }
})

test('a file that is no table is refused', async (t) => {
  const { put, read } = await fileWorld(t, { maxRows: 2 })
  const broken = [
    ['{"a":[1]}', 'json', 'FILE_FORMAT', /no JSON list/],
    ['[1,', 'json', 'FILE_FORMAT', /ends before its JSON list does, after 1 whole items/],
    ['[{"a":"]', 'json', 'FILE_FORMAT', /ends before .*cut off/],
    ['[1] 2', 'json', 'FILE_FORMAT', /no JSON list/],
    ['[1,{"a"}]', 'json', 'FILE_FORMAT', /item 2/],
    ['{"a":1}\n{"a"', 'ndjson', 'FILE_FORMAT', /line 2/],
    ['a,b\n"1,2', 'csv', 'FILE_FORMAT', /record that starts in line 2/],
    ['a,b\n1,2\n\n3,"x\ny"\n4,"z\n5,6\n7,8\n', 'csv', 'FILE_FORMAT', /record that starts in line 6/],
    ['sep=;\na;b\n1;"2\n3;4\n', 'csv', 'FILE_FORMAT', /record that starts in line 3/],
    ['1\n2\n3\n', 'ndjson', 'TABLE_TOO_LARGE', /2 rows.*TABLE_MAX_ROWS/],
  ] as const
  for (const [content, format, code, message] of broken) {
    await put('a', content)
    await assert.rejects(read({ format, as: 'table' }), { code, message, retryable: false }, content)
  }
  assert.equal(accepts(fileReadType, { path: 'a', format: 'text', as: 'table' }), false)
})

test('a table is written as csv, ndjson and json as its rows would be', async (t) => {
  const { put, read, write, text } = await fileWorld(t)
  const rows = [
    { name: 'Kim, "K"', total: 7.5, ok: true, tags: ['x'] },
    { name: '=1+1', total: null, ok: false, tags: [] },
  ]
  await put('a', JSON.stringify(rows))
  const table = await read({ format: 'json', as: 'table' })
  const formats = [
    {},
    {
      format: 'csv',
      columns: ['total', 'name'],
      delimiter: ';',
      line_end: 'crlf',
      escape_formulas: true,
      sep_line: true,
    },
    { format: 'csv', columns: ['name'], header: ['Name'] },
    { format: 'csv', header: false },
    { format: 'ndjson' },
  ]
  for (const parameters of formats) {
    await write({ path: 'table', content: table, ...parameters })
    await write({ path: 'list', content: rows, format: 'csv', ...parameters })
    assert.equal(await text('table'), await text('list'), JSON.stringify(parameters))
  }
  await write({ path: 'table', content: table, format: 'json' })
  assert.deepEqual(JSON.parse(await text('table')), rows)
  await write({ path: 'list', content: table, mode: 'append', columns: ['name'], header: false })
  await write({ path: 'table', content: table, columns: ['id', 'name'] })
  const header = (await text('table')).split('\n')[0]
  await write({ path: 'table', content: table, mode: 'append', columns: ['name', 'id'] })
  assert.equal((await text('table')).split('\n').length, 2 * rows.length + 2)
  assert.equal((await text('table')).split('\n')[0], header)
  await assert.rejects(write({ path: 'x', content: table, format: 'text' }), {
    code: 'FILE_CONTENT',
    message: /csv/,
  })
  const forged = { ...Object(table), $table: `tb_${'0'.repeat(26)}` }
  await assert.rejects(write({ path: 'x', content: forged }), { code: 'TABLE_NOT_FOUND' })
})

test('tables may take so much space together, and what fails leaves none', async (t) => {
  const { put, read, services } = await fileWorld(t, { quotaBytes: 50_000 })
  await put('a', 'a\n1\n')
  for (let made = 0; made < 2; made++) await read({ format: 'csv', as: 'table' })
  await assert.rejects(read({ format: 'csv', as: 'table' }), {
    code: 'TABLES_FULL',
    message: /50000.*TABLE_QUOTA_BYTES/,
  })
  await services.tables.remove(['ex_1'])
  await read({ format: 'csv', as: 'table' })
})

test('tables that are written at once may not exceed together what is left for all', async (t) => {
  const { put, read, folder } = await fileWorld(t, { quotaBytes: 100_000 })
  await put('a', `a\n${`${'x'.repeat(999)}\n`.repeat(60)}`)
  const made = await Promise.allSettled([1, 2, 3].map(() => read({ format: 'csv', as: 'table' })))
  const refused = made.flatMap((each) => (each.status === 'rejected' ? [each.reason] : []))
  assert.equal(refused.length, 2)
  for (const { code, message } of refused) {
    assert.equal(code, 'TABLES_FULL')
    assert.match(message, /100000 bytes \(TABLE_QUOTA_BYTES\)/)
  }
  assert.equal((await readdir(join(folder, 'ex_1'))).length, 1)
})

test('a table that is too large names the limit that it meets, its own or that of all', async (t) => {
  const content = `a\n${`${'x'.repeat(999)}\n`.repeat(60)}`
  const cases = [
    [{ maxBytes: 30_000 }, 'TABLE_TOO_LARGE', /30000 bytes.*TABLE_MAX_BYTES/],
    [{ maxBytes: 30_000, quotaBytes: 50_000 }, 'TABLE_TOO_LARGE', /30000 bytes.*TABLE_MAX_BYTES/],
    [{ maxBytes: 50_000, quotaBytes: 30_000 }, 'TABLES_FULL', /30000 bytes \(TABLE_QUOTA_BYTES\)/],
  ] as const
  for (const [options, code, message] of cases) {
    const { put, read } = await fileWorld(t, options)
    await put('a', content)
    await assert.rejects(read({ format: 'csv', as: 'table' }), { code, message, retryable: false })
  }
})

test('a full disk fails what needs a file of a table, and says so', async (t) => {
  const disk = await mountSmallDisk(t)
  if (!disk) return t.skip('no disk can be mounted')
  const { put, read, sql, folder } = await fileWorld(t, { folder: disk.folder })
  const failure = { code: 'DISK_FULL', message: /TABLE_DIR/, retryable: false }
  const list = Array.from({ length: 8_000 }, (_, index) => ({ a: index + 'x'.repeat(990) }))
  await put('a', JSON.stringify(list))
  await assert.rejects(read({ format: 'json', as: 'table' }), failure)
  await assert.rejects(sql({ query: 'SELECT * FROM input' }, { scope: { input: list } }), failure)
  const sorted = `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 400000)
    SELECT count(*) FROM (SELECT hex(randomblob(100)) AS x FROM n ORDER BY 1 LIMIT 399999)`
  await assert.rejects(sql({ query: sorted }, { scope: { input: null } }), failure)
  await disk.fill()
  await rm(join(folder, 'ex_1'), { recursive: true })
  await assert.rejects(sql({ query: 'SELECT 1' }, { scope: { input: null } }), failure)
  await assert.rejects(read({ format: 'json', as: 'table' }), failure)
})

test('the items of a json list are found wherever its text is cut', () => {
  fc.assert(
    fc.property(fc.array(fc.jsonValue()), fc.nat(), (list, at) => {
      const text = JSON.stringify(list, null, at % 3)
      const cut = at % (text.length + 1)
      const elements = new JsonElements()
      const items = [...elements.add(text.slice(0, cut)), ...elements.add(text.slice(cut))]
      elements.finish()
      assert.deepEqual(
        items.map((item) => JSON.parse(item)),
        JSON.parse(text),
      )
    }),
  )
  assert.throws(() => new JsonElements().add(' {"a":1}'), NoListError)
})
