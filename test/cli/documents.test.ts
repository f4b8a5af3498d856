import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { readDocument, STANDARD_INPUT, toJsonText, toYaml } from '../../src/cli/documents.ts'
import { parseExactNumbers } from '../../src/lib/json/exact-numbers.ts'
import { anyCharacter } from '../support/any-character.ts'

/** Reads what comes in by the standard input. */
const read = (input: string | Uint8Array) =>
  readDocument(STANDARD_INPUT, { readInput: async () => Buffer.from(input) })

test('any JSON value is read from YAML and from JSON as it was written', async () => {
  const property = fc.asyncProperty(fc.jsonValue({ stringUnit: anyCharacter }), async (written) => {
    const value = parseExactNumbers(JSON.stringify(written))
    assert.deepEqual(await read(await toYaml(value)), value)
    assert.deepEqual(await read(toJsonText(value)), value)
  })
  await fc.assert(property, { numRuns: 50 })
})

test('integers beyond 2^53 - 1 become text with all their digits, in JSON and in YAML', async () => {
  const large = '12345678901234567890'
  for (const text of [`{"a": ${large}, "b": [-${large}, 5]}`, `a: ${large}\nb:\n  - -${large}\n  - 5\n`])
    assert.deepEqual(await read(text), { a: large, b: [`-${large}`, 5] })
})

test('numbers that no double can hold are refused with their place', async () => {
  for (const number of ['1e400', '-1e999'])
    await assert.rejects(read(`{"a": [{"b": ${number}}]}`), /the number at "a\.0\.b" is out of range/)
  await assert.rejects(read('a: 1e400'), /the value of "a" cannot be expressed in JSON/)
})

const texts = [
  'yes',
  'null',
  '~',
  '1.0',
  '0x10',
  '2026-11-24',
  '1_000',
  '12:30',
  '<<',
  '- a',
  'a: b',
  '# no comment',
  '{{ input }}',
  ' edges ',
  'line\n\nline\n',
  'line\r\nline\rline',
  '\ttab',
  '\u0085\u2028\u2029\ufeff',
  '\u0000\u001b[2J',
  '한국어 🎉',
  `'"\``,
  '%YAML 1.1',
  '---',
  'x'.repeat(200).replaceAll('xx', 'x '),
  '',
]

test('texts that YAML could take for something else stay texts', async () => {
  for (const text of texts) {
    const value = { [text]: text, list: [text] }
    assert.deepEqual(await read(await toYaml(value)), value, JSON.stringify(text))
  }
})

test('what people write as YAML is read', async () => {
  for (const [text, value] of [
    ['a: &base { b: 1 }\nc: *base\n', { a: { b: 1 }, c: { b: 1 } }],
    ['\ufeffa: 1\n', { a: 1 }],
    ['# comment\na: |\n  one\n  two\n', { a: 'one\ntwo\n' }],
    ['active: yes\nsince: 2026-11-24\n', { active: 'yes', since: '2026-11-24' }],
    ['{"a": [1, 2.5e3, true, null]}', { a: [1, 2500, true, null] }],
    ['', null],
  ] as const) {
    assert.deepEqual(await read(text), value, text)
  }
})

const bomb = `a: &a [x, x, x, x, x, x, x, x, x]\n${[...'bcdefghi']
  .map((name, index) => `${name}: &${name} [${Array(9).fill(`*${'abcdefgh'[index]}`).join(', ')}]`)
  .join('\n')}\n`

test('text that is neither JSON nor YAML is refused in one line with the position', async () => {
  for (const [text, reason] of [
    ['{"a": 1', /at line 1, column \d+$/],
    ['a: 1\nb: [\n', /at line 3, column 1$/],
    ['a: 1\na: 2\n', /unique.* at line 2/],
    ['a: 1\n---\nb: 2\n', /multiple documents/],
    ['a: !!binary aGk=\n', /the value of "a" cannot be expressed in JSON$/],
    ['a: !!timestamp 2026-11-24\n', /the value of "a" cannot be expressed in JSON$/],
    ['a: !!set { b }\n', /the value of "a" cannot be expressed in JSON$/],
    ['a: !secret x\n', /tag/],
    ['a: .nan\n', /the value of "a" cannot be expressed in JSON$/],
    ['a: [-.inf]\n', /the value of "0" cannot be expressed in JSON$/],
    ['a: *nothing\n', /alias/i],
    [bomb, /alias count/],
    ['['.repeat(100_000), /nested too deeply|at line/],
    [Uint8Array.of(0x61, 0xff), /not UTF-8 text$/],
  ] as const) {
    await assert.rejects(
      read(text),
      ({ name, message }: Error) => {
        assert.equal(name, 'CommandError')
        assert.match(message, /^cannot read the standard input: [^\n]+$/)
        assert.match(message, reason)
        return true
      },
      String(text).slice(0, 100),
    )
  }
})
