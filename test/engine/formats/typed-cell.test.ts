import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Cell, typedCell } from '../../../src/engine/formats/csv/typed-cell.ts'

const JSON_NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/

/** What a cell is to be, by way of JSON. */
const expected = (text: string): Cell => {
  if (text === '') return null
  if (/^(true|false)$/i.test(text)) return text.toLowerCase() === 'true'
  if (!JSON_NUMBER.test(text)) return text
  const number = Number(text)
  const isExact = /^-?\d+$/.test(text) ? Number.isSafeInteger(number) : Number.isFinite(number)
  return isExact ? number : text
}

const cells = [
  ...[
    '',
    '0',
    '-0',
    '00',
    '007',
    '-07',
    '0.5',
    '-0.5',
    '.5',
    '5.',
    '-',
    '-.',
    '.',
    '1.2.3',
    '+5',
    '--5',
    '1-2',
    ' 1',
  ],
  ...[
    '0.1',
    '0.30',
    '1234.50',
    '999999999999999',
    '9999999999999999',
    '9007199254740993',
    '0.00000000000001',
  ],
  ...[
    '123456789012.345',
    '1234567890123.456',
    '0.1234567890123456',
    '1e5',
    '1E400',
    '-1e-7',
    '1,5',
    '5%',
    '１２',
  ],
  ...['true', 'FALSE', 'True', 'yes', 'NaN', 'Infinity', '0x10', '1_000'],
]

test('a cell becomes a number or a boolean only where the text is one, and exactly that one', () => {
  for (const cell of cells) assert.ok(Object.is(typedCell(cell), expected(cell)), JSON.stringify(cell))
  const numeric = fc.string({ unit: fc.constantFrom(...'0123456789.-'), maxLength: 19 })
  const decimal = fc.tuple(fc.maxSafeInteger(), fc.nat(12)).map(([digits, places]) => {
    const text = String(digits)
    return places < text.length - 1
      ? `${text.slice(0, -places || undefined)}.${text.slice(-places || undefined)}`
      : text
  })
  fc.assert(
    fc.property(fc.oneof(numeric, decimal, fc.double().map(String), fc.string()), (cell) =>
      Object.is(typedCell(cell), expected(cell)),
    ),
    { numRuns: 5000 },
  )
})
