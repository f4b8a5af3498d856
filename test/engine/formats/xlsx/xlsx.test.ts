import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fileWriteType } from '../../../../src/engine/node-types/file-write.ts'
import { accepts } from '../../../support/engine/run/run-node.ts'
import { fileWorld } from '../../../support/files/file-world.ts'
import { zipOf } from '../../../support/files/zip.ts'

/** Parts as spreadsheet programs write them: shared texts, styles with dates, formulas, gaps, and a second sheet. */
const parts = (sheet: string, properties = '') => ({
  'xl/workbook.xml': `<x:workbook xmlns:x="m" xmlns:r="d"><x:workbookPr ${properties}/><x:sheets><x:sheet name="A &amp; B" sheetId="1" r:id="rId1"/><x:sheet name="Two" sheetId="2" r:id="rId2"/></x:sheets></x:workbook>`,
  'xl/_rels/workbook.xml.rels':
    '<Relationships><Relationship Id="rId1" Target="worksheets/one.xml"/><Relationship Id="rId2" Target="/xl/worksheets/two.xml"/></Relationships>',
  'xl/styles.xml':
    '<styleSheet><numFmts><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd\\ hh:mm"/><numFmt numFmtId="165" formatCode="[Red]0.0&quot;days&quot;"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/></cellXfs></styleSheet>',
  'xl/sharedStrings.xml':
    '<sst><si><t>id</t></si><si><r><t>na</t></r><r><t>me</t></r><rPh><t>x</t></rPh></si><si><t xml:space="preserve"> Kim_x000D_ </t></si></sst>',
  'xl/worksheets/one.xml': `<worksheet><sheetData>${sheet}</sheetData></worksheet>`,
  'xl/worksheets/two.xml':
    '<worksheet><sheetData><row><c t="s"><v>0</v></c></row><row><c><v>7</v></c></row></sheetData></worksheet>',
})

const SHEET =
  '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="D1" t="inlineStr"><is><t>when</t></is></c></row>' +
  '<row r="2"/>' +
  '<row r="3"><c r="A3"><v>1.5</v></c><c r="B3" t="s"><v>2</v></c><c r="D3" s="1"><v>46355</v></c></row>' +
  '<row r="4"><c r="A4" s="3"><v>2</v></c><c r="C4" t="b"><f>1=1</f><v>1</v></c><c r="D4" s="2"><v>46355.5</v></c></row>' +
  '<row r="5"><c r="B5" t="str"><f>A1</f><v>text</v></c><c r="C5" t="e"><v>#DIV/0!</v></c><c r="D5" s="2"><v>0.25</v></c></row>'

test('the values of a sheet are read, by its name or number', async (t) => {
  const { put, read } = await fileWorld(t)
  await put('a', await zipOf(parts(SHEET)))
  const expected = [
    { id: 1.5, name: ' Kim\r ', column_3: null, when: '2026-11-29' },
    { id: 2, name: null, column_3: true, when: '2026-11-29T12:00:00' },
    { id: null, name: 'text', column_3: '#DIV/0!', when: '06:00:00' },
  ]
  assert.deepEqual(await read({ format: 'xlsx' }), expected)
  assert.deepEqual(await read({ format: 'auto', sheet: 'A & B' }), expected)
  assert.deepEqual(await read({ format: 'xlsx', sheet: 2 }), [{ id: 7 }])
  assert.deepEqual(await read({ format: 'xlsx', sheet: 'Two', skip_lines: 1, header: ['n'] }), [{ n: 7 }])
  assert.deepEqual(await read({ format: 'xlsx', columns: ['when'], limit: 1 }), [{ when: '2026-11-29' }])
  const { rows, columns } = Object(await read({ format: 'xlsx', as: 'table' }))
  assert.equal(rows, 3)
  assert.deepEqual(
    columns.map(({ type }: { readonly type: string }) => type),
    ['number', 'text', 'mixed', 'text'],
  )
  await put('a', await zipOf(parts(SHEET, 'date1904="1"')))
  assert.deepEqual(await read({ format: 'xlsx', columns: ['when'], limit: 1 }), [{ when: '2030-11-30' }])
})

test('hours beyond a day are read as they are shown', async (t) => {
  const { put, read } = await fileWorld(t)
  const format =
    '<numFmt numFmtId="164" formatCode="[h]:mm:ss"/><numFmt numFmtId="165" formatCode="[Red]hh:mm"/>'
  const styles = `<styleSheet><numFmts>${format}</numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="46"/><xf numFmtId="165"/></cellXfs></styleSheet>`
  const cells = [1, 2, 3].map((style) => `<c s="${style}"><v>1.50001</v></c>`).join('')
  const sheet = `<row>${cells}<c s="1"><v>-0.25</v></c><c s="1"><v>0.5</v></c></row>`
  await put('a', await zipOf({ ...parts(sheet), 'xl/styles.xml': styles }))
  assert.deepEqual(await read({ format: 'xlsx', header: false }), [
    ['36:00:01', '36:00:01', '1900-01-01T12:00:01', '-06:00:00', '12:00:00'],
  ])
})

test('what is no workbook, or unpacks to too much, is refused', async (t) => {
  const { put, read } = await fileWorld(t, { fileMaxBytes: 1_000_000 })
  const refuses = async (content: string | Uint8Array, code: string, message: RegExp, sheet?: unknown) => {
    await put('a', content)
    await assert.rejects(read({ format: 'xlsx', ...(sheet !== undefined && { sheet }) }), { code, message })
  }
  await refuses('a,b', 'FILE_FORMAT', /zip/)
  await refuses(await zipOf({ a: '1' }), 'FILE_FORMAT', /is no xlsx workbook/)
  await refuses(await zipOf(parts(SHEET)), 'FILE_FORMAT', /no sheet "Three"; it has "A & B", "Two"/, 'Three')
  await refuses(await zipOf(parts('<row><c>')), 'FILE_FORMAT', /cannot be read as xlsx/)
  const bomb = `<row r="1"><c t="str"><v>${'x'.repeat(2_000_000)}</v></c></row>`
  await refuses(
    await zipOf(parts(bomb)),
    'FILE_TOO_LARGE',
    /unpacked, is larger than 1000000 bytes.*FILE_MAX_BYTES/,
  )
})

test('lists and tables are written as a sheet that is read the same', async (t) => {
  const { write, read } = await fileWorld(t)
  const rows = [
    { id: 1, name: ' <a> & "b"\r\n_x000D_\u0001', more: null, ok: true },
    { id: -2.5, name: '한 \u{1F600}', more: '[1]', ok: false },
  ]
  await write({ content: rows, format: 'xlsx', sheet: 'Rows' })
  assert.deepEqual(await read({ format: 'xlsx', sheet: 'Rows' }), rows)
  await write({
    content: await read({ format: 'xlsx', as: 'table' }),
    format: 'xlsx',
    columns: ['name', 'id'],
  })
  assert.deepEqual(
    await read({ format: 'xlsx' }),
    rows.map(({ id, name }) => ({ name, id })),
  )
  await write({ content: [[1, null, [2]], ['x']], format: 'xlsx' })
  assert.deepEqual(await read({ format: 'xlsx', header: false }), [[1, null, '[2]'], ['x']])
  await assert.rejects(write({ content: [{ a: 'x'.repeat(40_000) }], format: 'xlsx' }), {
    code: 'FILE_CONTENT',
    message: /32767 characters/,
  })
  await assert.rejects(write({ content: { a: 1 }, format: 'xlsx' }), { code: 'FILE_CONTENT' })
  assert.equal(accepts(fileWriteType, { path: 'a', content: [], format: 'xlsx', mode: 'append' }), false)
  assert.equal(accepts(fileWriteType, { path: 'a', content: [], format: 'xlsx', sheet: 'a/b' }), false)
})
