import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { fileWorld } from '../../support/files/file-world.ts'

type Parameters = Readonly<Record<string, unknown>>

const written: readonly (readonly [parameters: Parameters, expected: string])[] = [
  [
    {
      content: [
        { a: 1, b: true },
        { c: 'x,"y"', a: null },
      ],
    },
    'a,b,c\n1,true,\n,,"x,""y"""\n',
  ],
  [{ content: [{ 'a.b': false, c: { d: [1] } }] }, 'a.b,c\nfalse,"{""d"":[1]}"\n'],
  [{ content: [{ a: 1 }], mode: 'append' }, 'a\n1\n'],
  [{ content: [['=1+1', 2], ['-3']] }, '=1+1,2\n-3\n'],
  [{ content: [] }, ''],
  [{ content: [], columns: ['a', 'b'] }, 'a,b\n'],
  [{ content: [{ a: '' }, { a: null }, {}] }, 'a\n""\n""\n""\n'],
  [{ content: [[''], ['x']] }, '""\nx\n'],
  [{ content: [{ a: 'x\ny' }, { a: 'x\ry' }] }, 'a\n"x\ny"\n"x\ry"\n'],
  [{ content: [{ a: 1, b: 2 }], header: false }, '1,2\n'],
  [{ content: [{ a: 1, b: 2, c: 3 }], columns: ['c', 'x', 'a'] }, 'c,x,a\n3,,1\n'],
  [{ content: [{ a: 1, b: 2 }], columns: ['b', 'a'], header: ['B', 'A'] }, 'B,A\n2,1\n'],
  [{ content: [[1, 2]], header: ['A', 'B'] }, 'A,B\n1,2\n'],
  [{ content: [{ a: '1;2', b: '1,2' }], delimiter: ';' }, 'a;b\n"1;2";1,2\n'],
  [{ content: [{ a: 1 }], line_end: 'crlf' }, 'a\r\n1\r\n'],
  [{ content: [{ a: 1, b: 2 }], delimiter: ';', sep_line: true }, 'sep=;\na;b\n1;2\n'],
  [{ content: [{ a: "it's" }], quote: "'" }, "a\n'it''s'\n"],
  [{ content: [{ a: 'x"y\\' }], escape: '\\' }, 'a\n"x\\"y\\\\"\n'],
  [{ content: [{ a: 'x"y' }], quote: '' }, 'a\nx"y\n'],
  [{ content: [['1', 1, 'true', true, '', null, 'x', '007']], types: true }, '"1",1,"true",true,"",,x,007\n'],
  [
    { content: [['=1+1', '+1', '-1', '-a', '@x', '\tx', '1=1', -1]], escape_formulas: true },
    "'=1+1,+1,-1,'-a,'@x,'\tx,1=1,-1\n",
  ],
  [{ content: [['=1,2']], escape_formulas: true }, '"\'=1,2"\n'],
]

test('rows become lines', async (t) => {
  const { text, write } = await fileWorld(t)
  for (const [index, [parameters, expected]] of written.entries()) {
    await write({ ...parameters, format: 'csv', path: `${index}` })
    assert.equal(await text(`${index}`), expected, JSON.stringify(parameters))
  }
})

type Append = readonly [before: string | Uint8Array, parameters: Parameters, after: string | Uint8Array]

const appended: readonly Append[] = [
  ['a,b\n1,2\n', { content: [{ a: 3, b: 4 }] }, 'a,b\n1,2\n3,4\n'],
  ['a,b\r\n1,2\r\n', { content: [{ a: 3, b: 4 }] }, 'a,b\r\n1,2\r\n3,4\r\n'],
  ['a,b\n1,2', { content: [{ a: 3, b: 4 }] }, 'a,b\n1,2\n3,4\n'],
  ['a,b\r\n1,2', { content: [{ a: 3, b: 4 }] }, 'a,b\r\n1,2\r\n3,4\r\n'],
  ['a,b\n1,2\n', { content: [{ b: 4, a: 3 }, { b: 5 }] }, 'a,b\n1,2\n3,4\n,5\n'],
  ['\uFEFF', { content: [{ a: 1 }] }, '\uFEFFa\n1\n'],
  ['\uFEFF', { content: [['a'], [1]] }, '\uFEFFa\n1\n'],
  ['\r\n', { content: [{ a: 1 }] }, '\r\na\r\n1\r\n'],
  ['a;b\n1;2\n', { content: [{ a: '3,3', b: '4;4' }] }, 'a;b\n1;2\n3,3;"4;4"\n'],
  ['sep=;\na;b\n1;2\n', { content: [{ b: 3 }] }, 'sep=;\na;b\n1;2\n;3\n'],
  ['', { content: [{ a: 1 }] }, 'a\n1\n'],
  ['a,b\n', { content: [[1, 2]] }, 'a,b\n1,2\n'],
  ['a,b\r1,2\r', { content: [[3, 4]] }, 'a,b\r1,2\r3,4\r'],
  ['a,b\r1,2', { content: [[3, 4]] }, 'a,b\r1,2\r3,4\r'],
  ['"a\nb",c\r\n1,2\r\n', { content: [{ c: 3 }] }, '"a\nb",c\r\n1,2\r\n,3\r\n'],
  ['a,b', { content: [] }, 'a,b\n'],
  ['1,2\n', { content: [{ a: 3, b: 4 }], header: false }, '1,2\n3,4\n'],
  ['a,a\n1,2\n', { content: [{ a_2: 4, a: 3 }] }, 'a,a\n1,2\n3,4\n'],
  ['a,b\n1,2\n', { content: [{ a: 3, c: 4 }], columns: ['a'] }, 'a,b\n1,2\n3,\n'],
  ['A,B\n1,2\n', { content: [{ b: 4, a: 3 }], columns: ['a', 'b'], header: ['A', 'B'] }, 'A,B\n1,2\n3,4\n'],
  ['a,b\n1,2\n', { content: [{ a: 3, b: 4 }], delimiter: ',', line_end: 'crlf' }, 'a,b\n1,2\n3,4\n'],
  ['\uFEFFa\n1\n', { content: [{ a: '한' }] }, '\uFEFFa\n1\n한\n'],
  [
    Buffer.from('\uFEFFa\r\n1', 'utf16le'),
    { content: [{ a: '한' }] },
    Buffer.from('\uFEFFa\r\n1\r\n한\r\n', 'utf16le'),
  ],
  [
    Buffer.from('a\n1', 'utf16le').swap16(),
    { content: [[2]], encoding: 'utf-16be' },
    Buffer.from('a\n1\n2\n', 'utf16le').swap16(),
  ],
  [
    Buffer.from([0xc7, 0xd1, 0x0a]),
    { content: [{ 한: '똠' }], encoding: 'euc-kr' },
    Buffer.from([0xc7, 0xd1, 0x0a, 0x8c, 0x63, 0x0a]),
  ],
  ['{"a":1}', { content: [{ b: 2 }], format: 'ndjson' }, '{"a":1}\n{"b":2}\n'],
  ['{"a":1}\r\n', { content: [{ b: 2 }], format: 'ndjson' }, '{"a":1}\r\n{"b":2}\r\n'],
  ['1', { content: 2, format: 'json' }, '1\n2\n'],
  ['no end', { content: ', none', format: 'text' }, 'no end, none'],
]

test('what is appended looks as what is there', async (t) => {
  const { put, get, write } = await fileWorld(t)
  for (const [before, parameters, after] of appended) {
    await put('a', before)
    await write({ format: 'csv', mode: 'append', ...parameters })
    assert.deepEqual(await get('a'), Buffer.from(after), JSON.stringify(parameters))
  }
})

test('a field without a column in the header is refused, and the file stays', async (t) => {
  const { put, text, write } = await fileWorld(t)
  await put('a', 'a,b\n1,2')
  const append = write({ content: [{ a: 1 }, { c: 2 }], format: 'csv', mode: 'append' })
  await assert.rejects(append, { code: 'FILE_CONTENT', message: /no column "c".*`columns`.*`header`/ })
  assert.equal(await text('a'), 'a,b\n1,2')
})

test('appends to a new file that overlap give it one header', async (t) => {
  const { text, write } = await fileWorld(t)
  const append = (n: number) => write({ content: [{ n }], format: 'csv', mode: 'append' })
  await Promise.all([append(1), append(2), append(3), append(4)])
  const [header, ...rows] = (await text('a')).trimEnd().split('\n')
  assert.equal(header, 'n')
  assert.deepEqual(rows.sort(), ['1', '2', '3', '4'])
})

const cell = fc.string({
  unit: fc.constantFrom('a', '1', '"', ',', ';', '\n', '\r', '\\', ' ', "'", '한', '=', '#'),
})

const dialects: readonly Parameters[] = [
  {},
  { line_end: 'crlf' },
  { delimiter: ';' },
  { quote: "'" },
  { escape: '\\' },
  { encoding: 'utf-16le' },
  { encoding: 'euc-kr' },
]

test('a table that is written is read back unchanged, of one column, too', async (t) => {
  const { read, write } = await fileWorld(t)
  for (const { line_end, ...dialect } of dialects) {
    const table = fc.oneof(
      fc
        .array(fc.tuple(cell, cell), { minLength: 1 })
        .map((rows) => rows.map(([name, note]) => ({ name, note }))),
      fc.array(
        cell.map((name) => ({ name })),
        { minLength: 1 },
      ),
    )
    await fc.assert(
      fc.asyncProperty(table, async (content) => {
        await write({ content, format: 'csv', ...dialect, ...(line_end !== undefined && { line_end }) })
        assert.deepEqual(await read({ format: 'csv', delimiter: ',', ...dialect }), content)
      }),
      { numRuns: 15 },
    )
  }
})

test('with types, a table is read back with the types that it had', async (t) => {
  const { read, write } = await fileWorld(t)
  const typed = fc.oneof(
    cell,
    fc.double({ noNaN: true, min: -1e15, max: 1e15 }).filter((n) => !Object.is(n, -0)),
    fc.boolean(),
    fc.constant(null),
    fc.integer().map(String),
    fc.constant('true'),
  )
  const table = fc.array(
    fc.tuple(typed, typed).map(([a, b]) => ({ a, b })),
    { minLength: 1 },
  )
  await fc.assert(
    fc.asyncProperty(table, async (content) => {
      await write({ content, format: 'csv', types: true })
      assert.deepEqual(await read({ format: 'csv', delimiter: ',', types: true }), content)
    }),
    { numRuns: 50 },
  )
})

test('rows of which each has its own columns are written in the time of what they fill', async (t) => {
  const { text, write } = await fileWorld(t)
  const content = Array.from({ length: 300 }, (_, row) =>
    Object.fromEntries(Array.from({ length: 100 }, (_, n) => [`c${row}_${n}`, n])),
  )
  await write({ content, format: 'csv' })
  const lines = (await text('a')).trimEnd().split('\n')
  assert.equal(lines.length, 301)
  assert.ok(lines.every((line) => line.split(',').length === 30_000))
})
