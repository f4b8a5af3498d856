import assert from 'node:assert/strict'
import { test } from 'node:test'
import { stringify } from 'csv-stringify/sync'
import fc from 'fast-check'
import { csvRecords } from '../../../src/engine/formats/csv/records.ts'
import { fileWorld } from '../../support/files/file-world.ts'

type Case = readonly [
  content: string,
  parameters: Readonly<Record<string, unknown>>,
  expected: readonly unknown[],
]

const usual: readonly Case[] = [
  [
    'a,b\n1,2\n3,4\n',
    {},
    [
      { a: '1', b: '2' },
      { a: '3', b: '4' },
    ],
  ],
  ['\uFEFFa,b\r\n1,2', {}, [{ a: '1', b: '2' }]],
  [
    'a,b\n1,2',
    { header: false },
    [
      ['a', 'b'],
      ['1', '2'],
    ],
  ],
  ['a,b\n"x, ""y""\nz",2', {}, [{ a: 'x, "y"\nz', b: '2' }]],
  ['a,b\n5" pipe,2', {}, [{ a: '5" pipe', b: '2' }]],
  ['a,b\n1\n1,2,3,4\n\n,', {}, [{ a: '1' }, { a: '1', b: '2', _extra: ['3', '4'] }, { a: '', b: '' }]],
  ['a,a,,a_2\n1,2,3,4', {}, [{ a: '1', a_3: '2', column_3: '3', a_2: '4' }]],
  ['a,b', {}, []],
  ['', {}, []],
  ['', { header: false }, []],
  ['a\n1\n""\n\n2\n', {}, [{ a: '1' }, { a: '' }, { a: '2' }]],
]

const lineEnds: readonly Case[] = [
  [
    'id,name\r\n1,Kim\n2,Lee\n',
    {},
    [
      { id: '1', name: 'Kim' },
      { id: '2', name: 'Lee' },
    ],
  ],
  ['id\n1\r\n2\r3\n\r\n4', { header: false }, [['id'], ['1'], ['2'], ['3'], ['4']]],
  ['a,b\r1,2\r', {}, [{ a: '1', b: '2' }]],
  ['a,b\n"x\r\ny",2\r\n', {}, [{ a: 'x\r\ny', b: '2' }]],
]

const options: readonly Case[] = [
  ['a;b\n1,5;2', { delimiter: ';' }, [{ a: '1,5', b: '2' }]],
  ['a;b\n1,5;2,5', {}, [{ a: '1,5', b: '2,5' }]],
  ['a\tb\n1, 2\t2', {}, [{ a: '1, 2', b: '2' }]],
  ['a|b\n1|2', {}, [{ a: '1', b: '2' }]],
  ['name\nKim; Lee', {}, [{ name: 'Kim; Lee' }]],
  ['"a;b",c\n1,2', {}, [{ 'a;b': '1', c: '2' }]],
  ['sep=;\r\na;b\r\n1;2\r\n', {}, [{ a: '1', b: '2' }]],
  ['sep=\t\na\tb\n1\t2', {}, [{ a: '1', b: '2' }]],
  ['a::b\n1::2', { delimiter: '::' }, [{ a: '1', b: '2' }]],
  ["a,b\n'x,''y',2", { quote: "'" }, [{ a: "x,'y", b: '2' }]],
  ['a,b\n"x\\"y",2', { escape: '\\' }, [{ a: 'x"y', b: '2' }]],
  ['a,b\n"x,2', { quote: '' }, [{ a: '"x', b: '2' }]],
  ['a , b\n 1 ," 2 "', { trim: true }, [{ a: '1', b: ' 2 ' }]],
  ['# by hand\na,b\n#1,2\n3,#4', { comment: '#' }, [{ a: '3', b: '#4' }]],
  ['Report\r\n"of" May\na,b\n1,2', { skip_lines: 2 }, [{ a: '1', b: '2' }]],
  ['Report\n\nsep=;\na;b\n1;2', { skip_lines: 2 }, [{ a: '1', b: '2' }]],
  ['Report', { skip_lines: 2 }, []],
  [
    '1,2\n3,4',
    { header: ['x', 'y'] },
    [
      { x: '1', y: '2' },
      { x: '3', y: '4' },
    ],
  ],
  ['a,b,c\n1,2,3\n4', { columns: ['c', 'a'] }, [{ c: '3', a: '1' }, { a: '4' }]],
  ['a\n1\n2\n3', { limit: 2 }, [{ a: '1' }, { a: '2' }]],
]

const types: readonly Case[] = [
  [
    'n,m,t,f,e,q,z\n1,-2.5e3,true,FALSE,,"",007',
    { types: true },
    [{ n: 1, m: -2500, t: true, f: false, e: null, q: '', z: '007' }],
  ],
  [
    'big,huge,quoted,plus\n9007199254740993,1e400,"5",+5',
    { types: true },
    [{ big: '9007199254740993', huge: '1e400', quoted: '5', plus: '+5' }],
  ],
  ['1,2', { types: true, header: false }, [[1, 2]]],
]

test('csv becomes objects or lists, ragged and careless lines included', async (t) => {
  const { put, read } = await fileWorld(t)
  for (const [content, parameters, expected] of [...usual, ...lineEnds, ...options, ...types]) {
    await put('a', content)
    assert.deepEqual(await read({ format: 'csv', ...parameters }), expected, JSON.stringify(content))
  }
})

test('a column of any name is a column', async (t) => {
  const { put, read } = await fileWorld(t)
  await put('a', '__proto__,toString\n1,2')
  const [row] = Object.values(Object(await read({ format: 'csv' })))
  assert.deepEqual(Object.entries(Object(row)), [
    ['__proto__', '1'],
    ['toString', '2'],
  ])
})

test('what cannot be a table is refused with the place and what to do', async (t) => {
  const { put, read } = await fileWorld(t)
  await put('a', 'a,b\n"1,2')
  await assert.rejects(read({ format: 'csv' }), { code: 'FILE_FORMAT', message: /^"a": .*line 2/ })
  await put('a', `a,b\n${'1,"x\r\ny"\r\n'.repeat(10)}"1,2`)
  await assert.rejects(read({ format: 'csv' }), { code: 'FILE_FORMAT', message: /line 22\. Close it/ })
  await put('a', 'a,b\n1,2')
  const missing = { code: 'FILE_FORMAT', message: /no column "c"; it has "a", "b"/ }
  await assert.rejects(read({ format: 'csv', columns: ['c'] }), missing)
})

test('tables of very many columns, rows and repeated names arrive whole', async (t) => {
  const { put, read } = await fileWorld(t)
  const columns = Array.from({ length: 50_000 }, (_, index) => `c${index % 2 ? 0 : index}`)
  await put('a', `${columns.join(',')}\n${columns.join(',')}\n`)
  const [row = {}] = Object.values(Object(await read({ format: 'csv' })))
  assert.equal(Object.keys(Object(row)).length, columns.length)
  const rows = Array.from({ length: 100_000 }, (_, index) => ({ id: `${index}`, text: 'é"\n' }))
  await put('a', stringify(rows, { header: true }))
  assert.deepEqual(await read({ format: 'csv' }), rows)
})

test('where the text is cut into chunks makes no difference', async () => {
  const piece = fc.constantFrom('a', '"', '""', ',', '\r', '\n', '\r\n', ' ', '한', '#')
  const rules = { delimiter: ',', quote: '"', types: false, comment: '#', maxBytes: 1_000_000, name: 'a' }
  const records = async (texts: readonly string[]) => {
    const found: unknown[] = []
    try {
      for await (const record of csvRecords(texts, rules)) found.push(record)
    } catch (error) {
      found.push(Object(error).code)
    }
    return found
  }
  await fc.assert(
    fc.asyncProperty(fc.array(piece), fc.nat(), async (pieces, at) => {
      const text = pieces.join('')
      const cut = text.length === 0 ? 0 : at % text.length
      const chunks = [text.slice(0, cut), text.slice(cut)].filter((chunk) => chunk !== '')
      assert.deepEqual(await records(chunks), await records([text]))
    }),
  )
})

test('regular text has the same records as with a parser that is prepared for everything', async () => {
  const piece = fc.constantFrom('a', '1', 'true', '"', '""', '"b"', ',', ',', '\r', '\n', '\n', '\r\n', ' ')
  const rules = { delimiter: ',', quote: '"', maxBytes: 1_000_000, name: 'a' }
  // A comment sign that does not occur is enough to have all of it parsed.
  const records = async (text: string, types: boolean, comment?: string) => {
    const found: unknown[] = []
    const texts = [text.slice(0, 3), text.slice(3)]
    try {
      for await (const record of csvRecords(texts, { ...rules, types, comment })) found.push(record)
    } catch (error) {
      // One parser hands records on before it fails, the other does not.
      // The latter takes a line end of two characters within quotes for two lines.
      return error instanceof Error ? error.message.replace(/ (at|in) line \d+/, '') : error
    }
    return found
  }
  await fc.assert(
    fc.asyncProperty(fc.array(piece), fc.boolean(), async (pieces, types) => {
      const text = pieces.join('')
      assert.deepEqual(await records(text, types), await records(text, types, '#'))
    }),
    { numRuns: 1000 },
  )
})
