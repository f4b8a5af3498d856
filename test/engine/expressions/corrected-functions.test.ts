import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import fc from 'fast-check'
import { Expressions } from '../../../src/engine/expressions/expressions.ts'
import { anyCharacter } from '../../support/any-character.ts'
import { scopeWith } from '../../support/engine/scope.ts'

const expressions = new Expressions({ timeoutMs: 60_000 })
after(() => expressions.close())

const time = '[Y0001]-[M01]-[D01] [H01]:[m01] [Z01:01]'
const at = (zone: string) => `$fromMillis(1609459200000, "${time}", "${zone}")`

const values: readonly (readonly [source: string, value: unknown])[] = [
  ['$base64encode("한글 é")', '7ZWc6riAIMOp'],
  ['$base64decode("7ZWc6riAIMOp")', '한글 é'],
  ['$base64decode("8J+YgA")', '😀'],
  ['$base64decode("8J-YgA==")', '😀'],
  ['$base64decode("YQ==\\n")', 'a'],
  ['$base64encode("")', ''],
  ['$base64encode(input.none)', undefined],
  [at('+0900'), '2021-01-01 09:00 +09:00'],
  [at('+09:00'), '2021-01-01 09:00 +09:00'],
  [at('+09'), '2021-01-01 09:00 +09:00'],
  [at('Asia/Seoul'), '2021-01-01 09:00 +09:00'],
  [at('America/New_York'), '2020-12-31 19:00 -05:00'],
  [at('-03:30'), '2020-12-31 20:30 -03:30'],
  [at('America/St_Johns'), '2020-12-31 20:30 -03:30'],
  [at('Asia/Kathmandu'), '2021-01-01 05:45 +05:45'],
  [at('Z'), '2021-01-01 00:00 +00:00'],
  [at('UTC'), '2021-01-01 00:00 +00:00'],
  ['$fromMillis(1625097600000, "[H01]:[m01] [z]", "Europe/Berlin")', '02:00 GMT+02:00'],
  ['$fromMillis(0, "[[[Y]] [Z]", "-02:30")', '[1969] -02:30'],
  ['$fromMillis(0)', '1970-01-01T00:00:00.000Z'],
  ['$now("[Z]", "Asia/Seoul")', '+09:00'],
  ['$toMillis("28/02/2026", "[D01]/[M01]/[Y0001]")', 1772236800000],
  ['$toMillis("29/2/2024", "[D]/[M]/[Y]")', 1709164800000],
  ['$toMillis("29 February 2024 +09:00", "[D] [MNn] [Y] [Z]")', 1709132400000],
  ['$toMillis("31 XII 2026", "[D] [MI] [Y]")', 1798675200000],
  ['$toMillis("1 March 2026 -05:00", "[D] [MNn] [Y] [Z]")', 1772341200000],
  ['$toMillis("20240229", "[Y0001][M01][D01]")', 1709164800000],
  ['$toMillis("3rd March 2026 11:30 pm", "[D1o] [MNn] [Y] [h]:[m] [P]")', 1772580600000],
  ['$toMillis("2026-12-31T24:00:00Z")', 1798761600000],
  ['$toMillis("2026-02")', 1769904000000],
  ['$toMillis("no date", "[D]/[M]/[Y]")', undefined],
]

for (const [source, value] of values) {
  test(`${source} is ${JSON.stringify(value)}`, async () => {
    assert.deepEqual(await expressions.evaluate(source, scopeWith({})), value)
  })
}

const failing: readonly (readonly [source: string, message: RegExp])[] = [
  ['$base64decode("not base64!")', /not Base64/],
  ['$base64decode("a")', /not Base64/],
  ['$base64decode("YWJjZ")', /not Base64/],
  ['$base64decode("/w==")', /UTF-8/],
  ['$base64encode("\\ud83d")', /surrogate/],
  [at(''), /"" is not a time zone/],
  [at('Asia/Soul'), /"Asia\/Soul" is not a time zone.*; did you mean "Asia\/Seoul"\?/],
  [at('+25:00'), /not a time zone/],
  ['$now("[Z]", "nowhere")', /not a time zone/],
  ['$fromMillis(1e17)', /out of the range/],
  ['$toMillis("31/02/2026", "[D]/[M]/[Y]")', /no such time as "31\/02\/2026"/],
  ['$toMillis("31/02/2026", "[D01]/[M01]/[Y0001]")', /no such time/],
  ['$toMillis("20260230", "[Y0001][M01][D01]")', /no such time/],
  ['$toMillis("01/13/2026", "[D]/[M]/[Y]")', /no such time/],
  ['$toMillis("1/1/2026 25:00", "[D]/[M]/[Y] [H]:[m]")', /no such time/],
  ['$toMillis("1/1/2026 9:61", "[D]/[M]/[Y] [H]:[m]")', /no such time/],
  ['$toMillis("366/2026", "[d]/[Y]")', /no such time/],
  ['$toMillis("31st April 2026", "[D1o] [MNn] [Y]")', /no such time/],
  ['$toMillis("31 Apr 2026", "[D] [MNn,3-3] [Y]")', /no such time/],
  ['$toMillis("31 IV 2026", "[D] [MI] [Y]")', /no such time/],
  ['$toMillis("29 February 2026 +09:00", "[D] [MNn] [Y] [Z]")', /no such time/],
  ['$parseDate("30 February 2026", "[D] [MNn] [Y]")', /no such time/],
  ['$toMillis("2026-02-31")', /no such time/],
  ['$toMillis("2026-02-31T10:00:00Z")', /no such time/],
  ['$toMillis("2026-13-01")', /no such time/],
]

for (const [source, message] of failing) {
  test(`${source} fails`, async () => {
    const found = async () => expressions.evaluate(source, scopeWith({}))
    await assert.rejects(found, { code: 'EXPRESSION_FAILED', message })
  })
}

test('any text comes back from base64', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: anyCharacter, maxLength: 40 }), async (text) => {
      const scope = scopeWith({ input: text })
      assert.equal(await expressions.evaluate('$base64decode($base64encode(input))', scope), text)
      assert.equal(
        await expressions.evaluate('$base64encode(input)', scope),
        Buffer.from(text).toString('base64'),
      )
    }),
  )
})
