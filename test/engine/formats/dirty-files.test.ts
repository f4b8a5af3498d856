import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import iconv from 'iconv-lite'
import { fileWorld } from '../../support/files/file-world.ts'
import { zipOf } from '../../support/files/zip.ts'

const rows = [{ id: '1', name: '김철수' }]

test('lines of white space are no rows, before the header and below it', async (t) => {
  const { put, read, services } = await fileWorld(t)
  const cases = [
    ['  \nid;name\n1;x\n \t \n2;y\n\x1a', ['id', 'name'], 2],
    ['id,name\n1,x\n,\n', ['id', 'name'], 2],
    // What is left out could be a value.
    [' \nid\n \nx\n', ['id'], 2],
    ['\x1a', [], 0],
  ] as const
  for (const [content, names, count] of cases) {
    await put('a', content)
    const list = Object(await read({ format: 'csv' }))
    assert.equal(list.length, count, JSON.stringify(content))
    if (count > 0) assert.deepEqual(Object.keys(list[0]), names)
    const table = Object(await read({ format: 'csv', as: 'table', types: false }))
    assert.deepEqual(
      table.columns.map(({ name }: { readonly name: string }) => name),
      names,
    )
    assert.deepEqual(services.tables.rows('ex_1', table, { from: 0, limit: 10, bytes: 1000 }), list)
  }
  await put('a', ' \n1,2\n')
  assert.deepEqual(await read({ format: 'csv', header: false }), [[' '], ['1', '2']])
  assert.deepEqual(await read({ format: 'csv', header: ['x', 'y'] }), [{ x: '1', y: '2' }])
})

test('an encoding that does not fit is answered with what the file seems to be', async (t) => {
  const { put, read } = await fileWorld(t)
  const korean = iconv.encode('id,name\n1,김철수\n', 'euc-kr')
  const cases = [
    [korean, /`euc-kr` or `windows-1252`/],
    // It begins far behind the first bytes that are read.
    [Buffer.concat([Buffer.from('x'.repeat(200_000)), korean]), /`euc-kr` or `windows-1252`/],
    [iconv.encode('id,name\n1,José\n', 'windows-1252'), /`windows-1252` or `euc-kr`/],
    [iconv.encode('id,name\n1,José\n', 'utf-16le'), /`utf-16le`, or/],
    [iconv.encode('id,name\n1,José\n', 'utf-16be'), /`utf-16be`, or/],
    [gzipSync('id\n1\n'), /packed: set `compression` to `gzip`/],
    [await zipOf({ 'a.csv': 'id\n1\n' }), /zip file: set `compression` to `zip`, or `format` to `xlsx`/],
  ] as const
  for (const [content, message] of cases) {
    await put('a', content)
    await assert.rejects(read({ format: 'csv' }), { code: 'FILE_ENCODING', message })
  }
})

test('xml is read in the encoding that it declares, unless another one is set', async (t) => {
  const { put, read, write, get } = await fileWorld(t)
  const cases = [
    ['EUC-KR', 'euc-kr', '한글'],
    ['ks_c_5601-1987', 'euc-kr', '똠방각하'],
    ['iso-8859-1', 'iso-8859-1', 'é'],
    ['GBK', 'gb18030', '汉字'],
    ['utf-16', 'utf-8', '한'],
    ['UTF-8', 'utf-8', '한'],
  ] as const
  for (const [declared, encoding, text] of cases) {
    await put('a', iconv.encode(`<?xml version='1.0' encoding="${declared}"?><a>${text}</a>`, encoding))
    assert.deepEqual(await read({ format: 'xml' }), { a: text }, declared)
    assert.deepEqual(await read({ format: 'auto' }), { a: text }, declared)
  }
  await put('a', '<?xml version="1.0" encoding="EUC-KR"?><a>한</a>')
  assert.deepEqual(await read({ format: 'xml', encoding: 'utf-8' }), { a: '한' })
  await put('a', '<?xml version="1.0" encoding="x-mac-9"?><a>1</a>')
  const failure = { code: 'FILE_ENCODING', message: /"x-mac-9", which is not known\. Set `encoding`/ }
  await assert.rejects(read({ format: 'xml' }), failure)
  for (const encoding of ['euc-kr', 'utf-16be', 'utf-8']) {
    await write({ content: { a: '한글' }, format: 'xml', encoding })
    assert.deepEqual(await read({ format: 'xml' }), { a: '한글' }, encoding)
  }
  await write({ content: { a: '한글' }, format: 'xml', encoding: 'euc-kr' })
  assert.match((await get('a')).toString('latin1'), /encoding="EUC-KR"/)
})

test('the name of a file decides what its content leaves open', async (t) => {
  const { put, read } = await fileWorld(t)
  const compound = Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(100)])
  const cases = [
    ['one.csv', 'id\n1\n', [{ id: '1' }]],
    ['one.txt', 'id\n1\n', 'id\n1\n'],
    ['one.csv.gz', gzipSync('id\n1\n'), [{ id: '1' }]],
    ['ragged.tsv', 'a\tb\n1\n1\t2\t3\n', [{ a: '1' }, { a: '1', b: '2', _extra: ['3'] }]],
    ['empty.csv', '', []],
    ['zero.csv', 'id,name\n1,a\0b\n', [{ id: '1', name: 'a\0b' }]],
    ['zero.dat', Buffer.from([0]), 'AA=='],
    ['one.jsonl', '{"a":1}\n', [{ a: 1 }]],
    ['one.json', '{"a":1}\n', { a: 1 }],
    ['a.json', '{"a":1}\n5\n', [{ a: 1 }, 5]],
    ['a.html', '<!DOCTYPE html><br>', '<!DOCTYPE html><br>'],
    ['b.html', '<html><br></html>', '<html><br></html>'],
    ['a.doc', compound, compound.toString('base64')],
  ] as const
  for (const [path, content, expected] of cases) {
    await put(path, content)
    assert.deepEqual(await read({ path, format: 'auto' }), expected, path)
  }
  await put('old.xls', compound)
  const failure = {
    code: 'FILE_FORMAT',
    message: /old Excel workbook \(xls\), or one with a password\. Save/,
  }
  await assert.rejects(read({ path: 'old.xls', format: 'auto' }), failure)
  await assert.rejects(read({ path: 'old.xls', format: 'xlsx' }), failure)
})

test('what a system adds to a zip file is not counted', async (t) => {
  const { put, read } = await fileWorld(t)
  await put(
    'a',
    await zipOf({ 'data/a.csv': 'id,name\n1,김철수\n', '__MACOSX/data/._a.csv': 'x', '.DS_Store': 'x' }),
  )
  assert.deepEqual(await read({ format: 'csv', compression: 'zip' }), rows)
  assert.equal(await read({ compression: 'zip', entry: '.DS_Store' }), 'x')
})
