import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { NodeError } from '../../../src/engine/errors.ts'
import { Expressions } from '../../../src/engine/expressions/expressions.ts'
import { expressionsIn } from '../../../src/engine/expressions/expressions-in.ts'
import { compileTemplate, hasTemplate, toText } from '../../../src/engine/expressions/template.ts'
import { splitTemplate } from '../../../src/engine/expressions/template-scanner.ts'
import { scopeWith } from '../../support/engine/scope.ts'

const scope = scopeWith({ input: { name: 'Ada', age: 36, tags: ['x'], gone: null }, params: { y: 1 } })
const expressions = new Expressions({ timeoutMs: 60_000 })

const render = async (value: unknown) => compileTemplate(value, expressions).evaluate(scope)

const rendered: readonly [unknown, unknown][] = [
  ['{{ input.age }}', 36],
  ['{{input.tags}}', ['x']],
  ['{{ input.missing }}', null],
  ['{{ input.gone }}', null],
  ['Hi {{ input.name }}, {{input.age}}!', 'Hi Ada, 36!'],
  [' {{ input.age }}', ' 36'],
  ['{{ input.name }}{{ input.age }}', 'Ada36'],
  ['<{{ input.missing }}|{{ input.gone }}>', '<|>'],
  ['tags: {{ input.tags }}', 'tags: ["x"]'],
  ['{{ {"a": {"b": 1}} }}', { a: { b: 1 } }],
  ['{{{"a":{"b":1}}}}', { a: { b: 1 } }],
  ['{{ "}}" }}', '}}'],
  ['{{ "{{" }}', '{{'],
  ["{{ 'it is }}' }} ok", 'it is }} ok'],
  ['{{ "\\"}}" & `input`.name }}', '"}}Ada'],
  ['{{ {"}}": 1}.`}}` }}', 1],
  ["{{ 1 /* don't }} stop */ + 1 }}", 2],
  ['{{ $contains("a}}b", /\\}\\}/) }}', true],
  ['{{ $contains("a\\"b", /"/) }} {{ input.age }}', 'true 36'],
  ['{{ input.age / 2 }} {{ input.age / 3 }}', '18 12'],
  [
    { a: ['{{ params.y }}', 2], b: { c: 'n{{ params.y }}' } },
    { a: [1, 2], b: { c: 'n1' } },
  ],
  [{ '{{ params.y }}': '{{ params.y }}' }, { '{{ params.y }}': 1 }],
  [['{{ input.missing }}'], [null]],
]

for (const [template, expected] of rendered) {
  test(`${JSON.stringify(template)} becomes ${JSON.stringify(expected)}`, async () => {
    assert.deepStrictEqual(await render(template), expected)
  })
}

const constants: readonly unknown[] = [
  'plain',
  'a { b } }} c',
  '{{ never closed',
  '{{ "}}',
  '{{ {}',
  '{{ $match(x, /}}/',
  '',
  null,
  7,
  { a: ['b', { c: null }] },
]

for (const value of constants) {
  test(`${JSON.stringify(value)} is constant and no copy`, () => {
    const template = compileTemplate(value, expressions)
    assert.equal(template.constant, true)
    assert.equal(template.evaluate(scope), value)
  })
}

test('what follows an unclosed expression is text', async () => {
  assert.equal(await render('{{ input.age }} {{ "open }} {{ 1 }}'), '36 {{ "open }} {{ 1 }}')
})

test('parts without an expression keep their identity', async () => {
  const fixed = { deep: [1] }
  assert.deepStrictEqual(await render({ fixed, changing: '{{ 1 }}' }), { fixed, changing: 1 })
  assert.equal(Reflect.get(Object(await render({ fixed, changing: '{{ 1 }}' })), 'fixed'), fixed)
})

test('a key named __proto__ is plain data', async () => {
  const result = await render(JSON.parse('{"__proto__": {"a": "{{ 1 }}"}}'))
  assert.equal(JSON.stringify(result), '{"__proto__":{"a":1}}')
  assert.equal(Object.getPrototypeOf(result), Object.prototype)
})

test('an invalid expression fails the evaluation, not the compilation', async () => {
  const template = compileTemplate(['{{ 1 + }}', '{{ $error("second") }}'], expressions)
  await assert.rejects(
    async () => template.evaluate(scope),
    (error) => error instanceof NodeError && error.code === 'EXPRESSION_INVALID',
  )
})

test('expressions are found with their paths', () => {
  assert.deepEqual(
    expressionsIn({ url: 'a/{{ x. }}/{{1}}', headers: [null, { auth: '{{ ( }}' }], ok: '{{ a }} {{ open (' }),
    [
      { path: ['url'], source: ' x. ' },
      { path: ['url'], source: '1' },
      { path: ['headers', 1, 'auth'], source: ' ( ' },
      { path: ['ok'], source: ' a ' },
    ],
  )
  assert.deepEqual(expressionsIn({ a: [1, null, 'b'] }), [])
})

test('hasTemplate tells whether an expression stands in a text', () => {
  assert.equal(hasTemplate('a {{ b }}'), true)
  assert.equal(hasTemplate('a {{ b } }'), false)
  assert.equal(hasTemplate('a }} {{ b'), false)
})

const texts: readonly [unknown, string][] = [
  ['as it is', 'as it is'],
  [null, ''],
  [undefined, ''],
  [0, '0'],
  [false, 'false'],
  [{ a: [1] }, '{"a":[1]}'],
]

for (const [value, text] of texts) {
  test(`the text of ${JSON.stringify(value)} is ${JSON.stringify(text)}`, () => {
    assert.equal(toText(value), text)
  })
}

test('a text that would be too long is not made', async () => {
  const many = compileTemplate(`{{ input }}${' {{ input.text }}'.repeat(20)}`, expressions)
  const scope = scopeWith({ input: { text: 'x'.repeat(1_000_000) } })
  await assert.rejects(async () => many.evaluate(scope), {
    code: 'EXPRESSION_FAILED',
    message: /12000000 characters/,
  })
})

const plainText = fc.string().filter((text) => !text.includes('{') && !text.includes('}'))

test('a text without two opening braces is handed on as it is', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.string().filter((text) => !text.includes('{{')),
      async (text) => assert.equal(await render(text), text),
    ),
  )
})

test('a JSON literal in a template becomes its value', async () => {
  await fc.assert(
    fc.asyncProperty(fc.json(), async (json) => {
      assert.deepStrictEqual(await render(`{{ ${json} }}`), JSON.parse(json))
    }),
  )
})

test('texts and expressions in a row give their parts in a row', async () => {
  const part = fc.oneof(
    plainText.map((text) => ({ source: text, text })),
    fc.json().map((json) => ({ source: `{{${json}}}`, text: toText(JSON.parse(json)) })),
  )
  await fc.assert(
    fc.asyncProperty(plainText, fc.array(part), async (first, parts) => {
      const source = `-${first}${parts.map((each) => each.source).join('')}`
      assert.equal(await render(source), `-${first}${parts.map((each) => each.text).join('')}`)
    }),
  )
})

test('any text can be split, and its pieces make it up again', () => {
  const scraps = fc.array(
    fc.constantFrom('{', '}', '{{', '}}', '"', "'", '`', '/', '/*', '*/', '\\', '(', 'a', ' '),
  )
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        scraps.map((pieces) => pieces.join('')),
      ),
      (text) => {
        const pieces = splitTemplate(text).map((piece) =>
          'expression' in piece ? `{{${piece.expression}}}` : piece.text,
        )
        assert.equal(pieces.join(''), text)
      },
    ),
  )
})

test('a long text of unclosed expressions is split in one pass', () => {
  assert.equal(hasTemplate('{{ "\\"'.repeat(200_000)), false)
  assert.equal(hasTemplate('{{ /'.repeat(200_000)), false)
})
