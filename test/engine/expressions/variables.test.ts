import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import jsonata from 'jsonata'
import { astOf } from '../../../src/engine/expressions/ast.ts'
import { Expressions } from '../../../src/engine/expressions/expressions.ts'
import { compileFast } from '../../../src/engine/expressions/fast/compile.ts'
import {
  type VariableNames,
  variablesInCode,
  variablesInText,
} from '../../../src/engine/expressions/names/variable-names.ts'
import { VARIABLES } from '../../../src/engine/scope.ts'
import { scopeWith } from '../../support/engine/scope.ts'

const expressions = new Expressions({ timeoutMs: 60_000 })
after(() => expressions.close())

const vars = {
  URL: 'https://example.com',
  LIST: [1, 2, 3],
  ONE: [7],
  NESTED: [[1], [2, [3]]],
  NONE: null,
  FALSE: false,
  ROWS: [{ id: 1, tags: ['a'] }, { id: 2 }],
  MARKED: { _jsonata_lambda: true },
  __proto__x: { constructor: 1 },
}
const input = { id: 2, $vars: 'a field', ids: [2, 1] }
const scope = scopeWith({ input, [VARIABLES]: vars })

const sources = [
  '$vars',
  '$vars.URL',
  '$vars.URL & "/orders"',
  '$vars.LIST',
  '$vars.LIST[0]',
  '$vars.LIST[$ > 1]',
  '$vars.ONE',
  '$vars.ONE[]',
  '$vars.NESTED',
  '$vars.NONE',
  '$vars.FALSE ? 1 : 2',
  '$vars.MISSING',
  '$vars.MISSING.deeper',
  '$vars.MISSING ?? 5',
  '$exists($vars.MISSING)',
  '$exists($vars.NONE)',
  '$vars.ROWS[id = $$.input.id].id',
  '$vars.ROWS.tags',
  '$vars.(URL)',
  '$vars.*',
  '$keys($vars)',
  '$lookup($vars, "URL")',
  '($v := $vars; $v.URL)',
  '($vars := { "URL": 1 }; $vars.URL)',
  '(($vars := 1; $vars); $vars.URL)',
  '($vars := $vars.LIST; $sum($vars))',
  'input.ids.($$.input.id = $ ? $vars.URL)',
  'input.ids[$ = $vars.LIST[1]]',
  '$map(input.ids, function($id) { $vars.ROWS[id = $id] })',
  '$map([1], function($vars) { $vars })',
  '$vars{ "a": URL }',
  '{ "all": $vars.LIST, "url": $vars.URL }',
  '$eval("$va" & "rs.URL")',
  'input.`$vars`',
  '`$vars`',
  '$.`$vars`',
  '$count($keys($$))',
  'vars',
  '$vars("URL")',
  '$vars.MARKED',
  '$sum($vars.LIST)',
  '$vars ~> $keys',
  '$count($vars.ROWS)',
]

const outcomeOf = async (evaluate: () => unknown): Promise<string> => {
  try {
    return JSON.stringify(await evaluate()) ?? 'nothing'
  } catch (thrown) {
    return `fails: ${Object(thrown).message}`
  }
}

for (const source of sources) {
  test(`${source} is in both lanes what JSONata finds with a variable of its own`, async () => {
    const wanted = await outcomeOf(() => jsonata(source).evaluate(scope, { vars }))
    const slow = `($only := function() { "JSONata has functions" }; ${source})`
    for (const each of [source, slow]) {
      const found = await outcomeOf(() => expressions.evaluate(each, scope))
      if (wanted.startsWith('fails')) assert.match(found, /^fails/)
      else assert.equal(found, wanted, each)
    }
  })
}

test('what reads variables by their names has a fast form', () => {
  for (const source of ['$vars.URL', '$vars.URL & input.id', '$vars.LIST[0]']) {
    assert.ok(compileFast(astOf(jsonata(source))), source)
  }
})

test('outside of executions there are no variables', async () => {
  for (const source of ['$vars.URL', '($f := function() { $vars }; $f())']) {
    assert.equal(await expressions.evaluate(source, scopeWith()), undefined)
  }
})

const texts: readonly (readonly [text: string, names: VariableNames])[] = [
  ['no variable', []],
  ['input.$varsity & $variables', []],
  ['$vars.A', ['A']],
  ['$vars . A_1 & $vars\n.b', ['A_1', 'b']],
  ['{{ $vars.A }} and {{ $vars.A.B }}', ['A', 'A']],
  ['$vars', 'all'],
  ['$vars.*', 'all'],
  ['$vars.`A`', 'all'],
  ['$vars.(A)', 'all'],
  ['$vars/* */.A', 'all'],
  ['$keys($vars) & $vars.A', 'all'],
  ['($v := $vars; $v.A)', 'all'],
  ['$vars.A.%.B', 'all'],
  ['$eval(input.text)', 'all'],
]

test('the names in an expression are found, or all of them when they are not certain', () => {
  for (const [text, names] of texts) assert.deepEqual(variablesInText(text), names, text)
})

const codes: readonly (readonly [code: string, names: VariableNames])[] = [
  ['return input', []],
  ['return $vars.A + $vars.B % 2', ['A', 'B']],
  ['return $vars["A"]', 'all'],
  ['const { A } = $vars; return A', 'all'],
  ['return $vars?.A', 'all'],
  ['return eval(input)', 'all'],
  ['return $v\\u0061rs.A', 'all'],
]

test('the names in code are found, or all of them when they are not certain', () => {
  for (const [code, names] of codes) assert.deepEqual(variablesInCode(code), names, code)
})
