import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { Expressions } from '../../../../src/engine/expressions/expressions.ts'
import { scopeWith } from '../../../support/engine/scope.ts'

const expressions = new Expressions({ timeoutMs: 60_000 })
after(() => expressions.close())

const input = {
  rows: [
    { id: 1, at: { city: 'b' }, 'at.city': 'direct' },
    { id: 2, at: { city: 'a' } },
    { id: 1, at: { city: 'c' } },
    { id: null },
    {},
  ],
  names: ['b', '__proto__', 'constructor', 'b', 'toString', '__proto__'],
  half: '\ud83d',
  bom: '\ufeff',
}

const values: readonly (readonly [source: string, value: unknown])[] = [
  ['$parseJson(input.bom & "[1]")', [1]],
  ['$parseJson("null")', null],
  ['$parseJson("[-90071992547409931, 1.5]")', ['-90071992547409931', 1.5]],
  [`$keys($parseJson('{ "__proto__": { "a": 1 }, "b": 2 }'))`, ['__proto__', 'b']],
  ['$parseJson(input.missing)', undefined],
  ['$parseCsv("a;b\\r\\n1;2\\r\\n")[]', [{ a: '1', b: '2' }]],
  ['$parseCsv("a,b\\n\\"x, y\\",\\"say \\"\\"hi\\"\\"\\"")[]', [{ a: 'x, y', b: 'say "hi"' }]],
  [
    '$parseCsv("1,2\\n3,4", { "header": false })',
    [
      ['1', '2'],
      ['3', '4'],
    ],
  ],
  ['$parseCsv("# c\\na|b\\n1| 2", { "comment": "#", "trim": true, "types": true })[]', [{ a: 1, b: 2 }]],
  ['$parseCsv("a,b\\n1,2\\n3,4", { "columns": ["b"], "limit": 1 })[]', [{ b: '2' }]],
  ['$parseCsv("a\\n\'x\\\\\'y\'", { "quote": "\'", "escape": "\\\\" }).a', "x'y"],
  ['$parseCsv("__proto__,b\\n1,2").b', '2'],
  ['$parseCsv(input.bom & "a\\n1").a', '1'],
  ['$parseCsv("")', []],
  ['$parseCsv(input.missing)', undefined],
  ['$hash("")', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
  ['$hash("한글", "sha1")', 'de510ee18f9ec63431a640b3fe6823ca9013da91'],
  ['$hash("abc", "md5")', '900150983cd24fb0d6963f7d28e17f72'],
  ['$length($hash("a", "sha512", "base64url"))', 86],
  ['$hash(input.missing)', undefined],
  // RFC 4231 and RFC 2202.
  [
    '$hmac("what do ya want for nothing?", "Jefe")',
    '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
  ],
  ['$hmac("what do ya want for nothing?", "Jefe", "md5")', '750c783e6ab0b503eaa86e310a5db738'],
  ['$hmac("what do ya want for nothing?", "Jefe", "sha1", "base64")', '7/zfauXrL6LSdBbV8YTfnCWafHk='],
  ['$hmac(input.missing, "key")', undefined],
  ['$match($uuid(), /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/).index', 0],
  ['$uuid() = $uuid()', false],
  ['$formatDate("2026-03-29T01:00:00Z", "[H01]:[m01] [Z]", "Europe/Berlin")', '03:00 +02:00'],
  ['$formatDate("2026-10-25T00:30:00Z", "[H01]:[m01] [Z]", "Europe/Berlin")', '02:30 +02:00'],
  ['$formatDate("2026-10-25T01:30:00Z", "[H01]:[m01] [Z]", "Europe/Berlin")', '02:30 +01:00'],
  ['$formatDate("2026-07-01 09:00", "[H01] [Z]", "Asia/Seoul")', '09 +09:00'],
  ['$formatDate("2026-07-01T09:00+09:00")', '2026-07-01T00:00:00.000Z'],
  ['$formatDate(0, "[H01]:[m01]", "Asia/Kathmandu")', '05:30'],
  ['$formatDate(input.missing, "[Y]")', undefined],
  ['$parseDate("2026-07-01 12:00", "[Y]-[M]-[D] [H]:[m]", "America/New_York")', '2026-07-01T16:00:00.000Z'],
  ['$parseDate("2026-01-01 12:00", "[Y]-[M]-[D] [H]:[m]", "America/New_York")', '2026-01-01T17:00:00.000Z'],
  [
    '$parseDate("2026-01-01 12:00 +0530", "[Y]-[M]-[D] [H]:[m] [Z0101]", "Asia/Seoul")',
    '2026-01-01T06:30:00.000Z',
  ],
  ['$parseDate("2026-07-01T09:00", input.missing, "Asia/Seoul")', '2026-07-01T00:00:00.000Z'],
  // Samoa had no 30 December 2011.
  ['$parseDate("2011-12-30", "[Y]-[M]-[D]", "Pacific/Apia")', '2011-12-30T10:00:00.000Z'],
  ['$addTime("2024-02-29", { "years": 1 })', '2025-02-28'],
  ['$addTime("2026-01-31", { "months": 1, "days": 1 })', '2026-03-01'],
  ['$addTime("2026-10-24T02:30:00+02:00", { "days": 1 }, "Europe/Berlin")', '2026-10-25T02:30:00.000+02:00'],
  ['$addTime("2026-10-25T02:30:00+02:00", { "hours": 1 }, "Europe/Berlin")', '2026-10-25T02:30:00.000+01:00'],
  ['$addTime("2026-10-25T12:00:00+01:00", { "days": -1 }, "Europe/Berlin")', '2026-10-24T12:00:00.000+02:00'],
  ['$addTime("2026-01-01T00:00:00Z", "P1Y2M3DT4H")', '2027-03-04T04:00:00.000Z'],
  ['$addTime("2026-01-01T00:00:00Z", "-PT1.5S")', '2025-12-31T23:59:58.500Z'],
  ['$addTime("2026-01-01", { "hours": 12 })', '2026-01-01T12:00:00.000Z'],
  ['$addTime(input.missing, { "days": 1 })', undefined],
  ['$chunk([], 3)', []],
  ['$chunk([[1, 2], [3]], 1)', [[[1, 2]], [[3]]]],
  ['$chunk(5, 2)', [[5]]],
  ['$chunk(input.missing, 2)', undefined],
  ['$uniqueBy([1, "1", 1, null, null, true])', [1, '1', null, true]],
  ['$count($uniqueBy(input.rows, "id"))', 4],
  ['$uniqueBy(input.rows[[0..2]], function($r) { $r.id }).at.city', ['b', 'a']],
  ['$sortBy(input.rows[[0..2]], "at.city").id', [2, 1, 1]],
  ['$sortBy([3, 1, 2], function($n) { -$n })', [3, 2, 1]],
  ['$sortBy([{ "a": 1, "n": 1 }, { "a": 0, "n": 2 }, { "a": 1, "n": 3 }], "a", "desc").n', [1, 3, 2]],
  ['$sortBy([true, false])', [false, true]],
  ['$sortBy(input.missing, "a")', undefined],
  ['$keys($groupBy(input.names))', ['b', '__proto__', 'constructor', 'toString']],
  ['$lookup($groupBy(input.names), "__proto__")', ['__proto__', '__proto__']],
  ['$groupBy(input.rows, "id").`1`.at.city', ['b', 'c']],
  ['$keys($groupBy(input.rows, "id"))', ['1', '2', 'null']],
  ['$groupBy(input.rows, "at.city").direct.id', 1],
  ['$groupBy([], "id")', {}],
  ['$lookup($keyBy(input.names), "__proto__")', '__proto__'],
  ['$keyBy(input.rows, "id").`1`.at.city', 'c'],
  ['$urlEncode(1.5)', '1.5'],
  ['$urlEncode("")', ''],
  ['$urlEncode({})', ''],
  ['$urlEncode({ "a": [{ "b": 1 }, 2], "c": true, "": "x" })', 'a%5B0%5D%5Bb%5D=1&a=2&c=true&=x'],
  ['$urlEncode({ "한": "é+ ~" })', '%ED%95%9C=%C3%A9%2B%20~'],
  ['$slug("  Łódź -- don\'t  ")', 'lodz-dont'],
  ['$slug("ﬁn ½")', 'fin-1-2'],
  ['$slug("a b", "")', 'ab'],
  ['$slug("!!!")', ''],
]

for (const [source, value] of values) {
  test(`${source} is ${JSON.stringify(value)}`, async () => {
    assert.deepEqual(await expressions.evaluate(source, scopeWith({ input })), value)
  })
}

const failing: readonly (readonly [source: string, message: RegExp])[] = [
  ['$parseJson("{")', /^\$parseJson: the text is not JSON: /],
  [
    '$parseJson("1e400")',
    /^\$parseJson: the text is not JSON: the number is out of range: at most 1\.7976931348623157e308 is possible, or a text$/,
  ],
  [`$parseJson('{ "a": [1e400] }')`, /the number at "a\.0" is out of range/],
  ['$parseJson($join([1..200000].("[")))', /not JSON/],
  ['$parseJson({})', /Argument 1 of function "parseJson".*it is called as \$parseJson\(text\)/],
  ['$parseJson()', /parseJson/],
  ['$parseCsv("a", { "delimeter": ";" })', /no option "delimeter"; did you mean delimiter\?/],
  ['$parseCsv("a", { "delimiter": "" })', /delimiter must be one to eight characters/],
  ['$parseCsv("a", { "delimiter": "\\n" })', /delimiter must be/],
  ['$parseCsv("a", { "delimiter": ";", "escape": ";" })', /delimiter, quote, escape and comment must differ/],
  ['$parseCsv("a", { "comment": "\\"" })', /must differ/],
  ['$parseCsv("a", { "header": false, "columns": ["a"] })', /columns needs a header/],
  ['$parseCsv("a", { "limit": 0 })', /limit must be a whole number of at least 1/],
  ['$parseCsv("a\\n1", { "columns": ["b"] })', /has no column "b"; it has "a"/],
  ['$parseCsv("a", ";")', /it is called as \$parseCsv\(text, options\?\)/],
  ['$hash("a", "sha3")', /algorithm must be one of md5, sha1, sha256, sha512, not "sha3"/],
  ['$hash("a", "md5", "binary")', /encoding must be one of hex, base64, base64url/],
  ['$hash(input.missing, "sha3")', /algorithm must be/],
  ['$hash(input.half)', /lone surrogate/],
  ['$hash(input)', /it is called as \$hash\(text, algorithm\?, encoding\?\)/],
  ['$hmac("a")', /it is called as \$hmac\(text, key, algorithm\?, encoding\?\)/],
  ['$hmac("a", input.missing)', /\$hmac: key is missing/],
  ['$uuid(1)', /it is called as \$uuid\(\)/],
  ['$formatDate("soon")', /"soon" is not a time in ISO 8601/],
  ['$formatDate("2026-02-30")', /not a time/],
  ['$formatDate(0, "yyyy-MM-dd")', /the picture "yyyy-MM-dd" has no part in brackets/],
  ['$formatDate(0, "[Y]", "Asia/Soul")', /zone "Asia\/Soul" is not a time zone/],
  ['$formatDate(1e17)', /not a time/],
  ['$parseDate("31.02.2026", "[D].[M].[Y]")', /there is no such time as "31\.02\.2026"/],
  ['$parseDate("soon", "[D].[M].[Y]")', /"soon" does not match the picture "\[D\]\.\[M\]\.\[Y\]"/],
  ['$addTime("2026-01-01", { "day": 1 })', /no unit "day"; units are years/],
  ['$addTime("2026-01-01", { "days": 1.5 })', /days of amount must be a whole number/],
  ['$addTime("2026-01-01", "1 day")', /"1 day" is not a duration; write it as/],
  ['$addTime("2026-01-01")', /it is called as \$addTime\(time, amount, zone\?\)/],
  ['$addTime("2026-01-01", input.missing)', /amount is missing/],
  ['$addTime("2026-01-01", { "years": 1000000 })', /out of range/],
  ['$chunk([1], 0)', /size must be a whole number of at least 1, not 0/],
  ['$chunk([1], 1.5)', /size must be/],
  ['$chunk([1])', /\$chunk/],
  ['$sortBy([1, "a"])', /keys must be all numbers, all strings or all booleans, but there are 1 and "a"/],
  ['$sortBy([1], "a", "down")', /direction must be "asc" or "desc", not "down"/],
  ['$groupBy([{ "a": [1] }], "a")', /\$groupBy: the key of item 0 is a list/],
  ['$groupBy([{ "a": "_jsonata_lambda" }], "a")', /is reserved/],
  ['$uniqueBy([{ "a": 1 }])', /the key of item 0 is an object or a function/],
  ['$keyBy([1], 5)', /it is called as \$keyBy\(list, key\?\)/],
  ['$urlEncode({ "f": $sum })', /a function cannot be encoded/],
  ['$urlEncode(input.half)', /lone surrogate/],
  ['$slug("a b", "---------------")', /separator has more than 10 characters/],
  ['$slug($pad("", 100001, "a"))', /more than 100000 characters/],
]

for (const [source, message] of failing) {
  test(`${source} fails`, async () => {
    const found = async () => expressions.evaluate(source, scopeWith({ input }))
    await assert.rejects(found, { code: 'EXPRESSION_FAILED', message })
  })
}

const COUNT = 20_000
const rows = Array.from({ length: COUNT }, (_, id) => ({ id: `k${COUNT - id}`, parts: { n: id % 10 } }))

const sizes: readonly (readonly [source: string, count: number])[] = [
  ['$count($keys($groupBy(input, "id")))', COUNT],
  ['$count($keys($keyBy(input, function($r) { $r.id })))', COUNT],
  ['$count($groupBy(input, "parts.n").`3`)', COUNT / 10],
  ['$count($uniqueBy(input, "id"))', COUNT],
  ['$count($uniqueBy(input, "parts.n"))', 10],
  ['$count($sortBy(input, "id"))', COUNT],
  ['$count($chunk(input, 1))', COUNT],
  ['$count($parseCsv($join(input.id, "\\n"), { "header": ["a"] }))', COUNT],
  ['$count($parseJson($string(input)))', COUNT],
]

for (const [source, count] of sizes) {
  test(`${source} is ${count} for ${COUNT} rows`, async () => {
    assert.equal(await expressions.evaluate(source, scopeWith({ input: rows })), count)
  })
}

test('texts that are too long are refused before they are made', async (t) => {
  const small = new Expressions({ largest: 1000 })
  t.after(() => small.close())
  const message = /EXPRESSION_RESULT_LIMIT/
  for (const source of ['$urlEncode($pad("", 900, "é"))', '$urlEncode({ "a": [1..400] })']) {
    await assert.rejects(async () => small.evaluate(source, scopeWith({})), { message }, source)
  }
  assert.equal(await small.evaluate('$length($urlEncode($pad("", 900, "a")))', scopeWith({})), 900)
  for (const name of ['parseJson', 'parseCsv']) {
    const found = async () => small.evaluate(`$${name}(input)`, scopeWith({ input: ' '.repeat(1001) }))
    await assert.rejects(found, { message }, name)
  }
})

test('a text cannot become more than may be held', async () => {
  const scope = scopeWith({ input: `[${'[],'.repeat(3_000_000)}[]]` })
  await assert.rejects(
    async () => expressions.evaluate('$parseJson(input)', scope),
    /EXPRESSION_MEMORY_BYTES/,
  )
})

test('what functions return is no more than data', async () => {
  const source = '($g := $groupBy(input.names); $m := $merge([$g, { "x": 1 }]); {}.polluted)'
  assert.equal(await expressions.evaluate(source, scopeWith({ input })), undefined)
  assert.equal(Object.hasOwn(Object.prototype, 'polluted'), false)
  const grouped = Object(await expressions.evaluate('$groupBy(input.names)', scopeWith({ input })))
  assert.ok(Object.hasOwn(grouped, '__proto__'))
  assert.equal(Object.getPrototypeOf(grouped), Object.prototype)
})
