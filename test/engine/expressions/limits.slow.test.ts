import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { NodeError } from '../../../src/engine/errors.ts'
import { Expressions } from '../../../src/engine/expressions/expressions.ts'
import { scopeWith } from '../../support/engine/scope.ts'
import { withPatience } from '../../support/time/patience.ts'
import { watchTurns } from '../../support/time/turns.ts'

const MiB = 1024 * 1024
// A busy machine may keep a thread waiting for far longer than the processor time that it may take.
const hasty = new Expressions({ workers: 1, timeoutMs: 100, wallTimeMs: 600_000, graceMs: 50 })
const patient = new Expressions({ workers: 1, timeoutMs: 60_000, memoryBytes: 32 * MiB })
after(() => Promise.all([hasty.close(), patient.close()]))

const scope = scopeWith({ input: { n: 3, list: ['b', 'a', 'b'] } })

/** Doubles a value so many times. */
const doubled = (first: string, twice: string, times: number) =>
  `$reduce([1..${times}], function($x, $_) { ${twice} }, ${first})`
const shared = doubled('1', '{ "a": $x, "b": $x }', 40)

const endless: readonly string[] = [
  '($f := function($x) { $f($x) }; $f(1))',
  '(function($x) { $x($x) })(function($x) { $x($x) })',
  '($f := function($x) { $map([1, 2], $f) }; $f(1))',
  '$contains($pad("", 40, "a") & "!", /(a+)+$/)',
  '$replace($pad("", 60, "ab") & "!", /(a|b|ab)*c/, "x")',
  // jsonata-js/jsonata#833, past the fix of CVE-2026-52746
  '$toMillis($pad("", 200, "1") & "x", "[f1][f1][f1][f1][f1][f1][f1][f1]")',
  `$string(${shared})`,
  `"" & ${shared}`,
  `${shared} = ${doubled('1', '{ "b": $x, "a": $x }', 40)}`,
  '$distinct([1..1000000])',
  '$spread([1..100000].{ "a": $ })',
  '$eval("[" & $pad("", 1000000, "1,") & "1]")',
]

test('an expression that takes too long is ended, wherever it is, and the next one is evaluated', async () => {
  const turns = watchTurns()
  for (const source of endless) {
    const failure = {
      code: 'EXPRESSION_FAILED',
      message:
        /^the expression took longer than 100 ms of processor time \(EXPRESSION_TIMEOUT_MS\)\. .*for_each/,
      retryable: false,
    }
    await assert.rejects(async () => hasty.compile(source).evaluate(scope), failure, source)
    const next = async () => hasty.compile('$distinct(input.list)').evaluate(scope)
    assert.deepEqual(await withPatience(next), ['b', 'a'], source)
    assert.equal(await hasty.compile('input.n + 1').evaluate(scope), 4, source)
  }
  assert.ok(turns.stop() < 200)
})

const tooMuch: readonly (readonly [source: string, message: RegExp])[] = [
  ['[1..10000000]', /sequence/],
  ['[1..1000000].([1..1000000])', /memory|sequence/],
  ['($f := function($x) { $f($append($x, $x)) }; $f([1..1000]))', /sequence/],
  ['[1..1000000]^(>$)', /memory/],
  [`{ "a": ${doubled('[1]', '[[$x], [$x]]', 30)} }.*`, /memory|sequence/],
  [`${shared}.**`, /sequence/],
  ['$pad("", 500000000)', /more than 12000000 characters/],
  ['$join([1..2000].("0123456789"), $pad("", 10000))', /more than 12000000 characters/],
  [doubled('"0123456789"', '$x & $x', 40), /more than 12000000 characters/],
  ['$length($join(["a", "b"], $pad("", 11000000)) & $pad("", 11000000))', /more than 12000000 characters/],
  ['$encodeUrlComponent($pad("", 11000000, "한"))', /more than 12000000 characters|memory/],
  ['$match($pad("", 3000000, "a"), /a/)', /sequence|memory/],
  ['$replace($pad("", 3000000, "a"), /a/, "bbbbb")', /more than 12000000 characters|memory/],
  ['$formatInteger(1e15, "I")', /call stack/],
  ['($f := function($x) { 1 + $f($x) }; $f(1))', /Stack overflow/],
]

test('an expression that takes too much memory is ended alone', async () => {
  const turns = watchTurns()
  for (const [source, message] of tooMuch) {
    await assert.rejects(
      async () => patient.compile(source).evaluate(scope),
      (error) =>
        error instanceof NodeError && error.code === 'EXPRESSION_FAILED' && message.test(error.message),
      source,
    )
    assert.deepEqual(await patient.compile('$distinct(input.list)').evaluate(scope), ['b', 'a'], source)
  }
  assert.ok(turns.stop() < 200)
})

const rows = Array.from({ length: 20_000 }, (_, id) => ({ id, price: id % 97 }))
const large = {
  ...scopeWith({ input: { rows, text: 'word '.repeat(200_000) } }),
  // No expression names it, so it is not asked for.
  get nodes(): never {
    throw new Error('asked for')
  },
}

const onLarge: readonly (readonly [source: string, expected: unknown])[] = [
  ['$count(input.rows[price > 95])', 206],
  ['$sum(input.rows.price)', rows.reduce((sum, { price }) => sum + price, 0)],
  ['$length(input.text)', 1_000_000],
  ['$count($split(input.text, /\\s/))', 200_001],
  ['$substring(input.text, -5, 4)', 'word'],
  ['input.missing', undefined],
  ['$distinct(input.missing)', undefined],
]

test('large values are evaluated in both lanes', async () => {
  const slow = new Expressions({ timeoutMs: 60_000 })
  for (const [source, expected] of onLarge) {
    const expression = slow.compile(source)
    for (const _ of [1, 2]) assert.deepEqual(await expression.evaluate(large), expected, source)
  }
  await slow.close()
})

test('many evaluations at once leave turns to everything else', async () => {
  const expressions = new Expressions({ timeoutMs: 60_000 })
  const expression = expressions.compile('$count(input.rows[price > 95])')
  const turns = watchTurns()
  const counts = await Promise.all(Array.from({ length: 8 }, () => expression.evaluate(large)))
  assert.ok(counts.every((count) => count === 206))
  assert.ok(turns.stop() < 200)
  await expressions.close()
})

test('long expressions that are compiled at once leave turns to everything else', async () => {
  const sources = Array.from({ length: 10 }, (_, index) => `(${'1;'.repeat(5000)}${index})`)
  const turns = watchTurns()
  const found = await Promise.all(sources.map((source) => patient.evaluate(source, scope)))
  assert.ok(turns.stop() < 200)
  assert.deepEqual(found, [...sources.keys()])
})

test('a cancelled evaluation is ended, one that waits for it never begins, the next one goes on', async () => {
  const forever = '($f := function($x) { $f($x) }; $f(1))'
  const [running, waiting] = [new AbortController(), new AbortController()]
  const first = patient.compile(forever).evaluate(scope, { signal: running.signal })
  const second = patient.compile(forever).evaluate(scope, { signal: waiting.signal })
  const third = patient.compile('$distinct(input.list)').evaluate(scope)
  waiting.abort(new Error('changed my mind'))
  await assert.rejects(async () => second, { message: 'changed my mind' })
  running.abort(new Error('stop'))
  await assert.rejects(async () => first, { message: 'stop' })
  assert.deepEqual(await third, ['b', 'a'])
  await assert.rejects(
    async () => patient.compile(forever).evaluate(scope, { signal: AbortSignal.abort(new Error('late')) }),
    {
      message: 'late',
    },
  )
})

test('an expression that names more than can be handed to a thread fails', async () => {
  const text = 'x'.repeat(11_000_000)
  const much = scopeWith({ nodes: { a: text, b: text, c: [text] } })
  assert.equal(
    await patient.compile('$length(nodes.a) & $contains(nodes.b, /y/)').evaluate(much),
    '11000000false',
  )
  await assert.rejects(async () => patient.compile('$keys(nodes)').evaluate(much), {
    code: 'EXPRESSION_FAILED',
    message: /more than 32000000 characters/,
  })
})
