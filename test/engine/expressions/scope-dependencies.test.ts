import assert from 'node:assert/strict'
import { test } from 'node:test'
import jsonata from 'jsonata'
import { astOf } from '../../../src/engine/expressions/ast.ts'
import { scopeDependencies } from '../../../src/engine/expressions/scope-dependencies.ts'

const ALL = 'input params execution loop, all nodes, $vars'

const uses: readonly [string, string][] = [
  ['1 + 1', ''],
  ['input.a + params.b', 'input params'],
  ['input.params', 'input'],
  ['loop.item.x & execution.id', 'execution loop'],
  ['nodes.a.b + nodes.`c d`', 'a, c d'],
  ['$.input.a', 'input'],
  ['$$.nodes.a', 'a'],
  ['input.items[id = $$.nodes.a.id]', 'input, a'],
  ['input.items.(nodes.a)', 'input'],
  ['input.items{ tag: $sum(price) }', 'input'],
  ['input.items^(price)', 'input'],
  ['input.*', 'input'],
  ['input.**.a', 'input'],
  ['$map(input.a, function($x) { nodes.b & $x })', 'input, b'],
  ['input ~> |items|{ "a": $$.params.b }|', 'input params'],
  ['$contains(params.a, /x/)', 'params'],
  ['params.a ? input.b : nodes.c', 'input params, c'],
  ['$now()', ''],
  ['$vars.A & input.b', 'input, $vars'],
  ['$map(input.a, function($x) { $x & $vars.B })', 'input, $vars'],
  ['input.vars', 'input'],
  ['input.a ~> $trim() ~> $f', 'input'],
  ['input.a ~> $f(params.b)[$$.nodes.c]', 'input params, c'],
  ['nodes', ALL],
  ['nodes[a].b', ALL],
  ['($n := nodes; $n.a)', ALL],
  ['$keys(nodes)', ALL],
  ['$', ALL],
  ['$$', ALL],
  ['$[0]', ALL],
  ['$[0].input', ALL],
  ['$$[-1].params', ALL],
  ['$[input.a].params', ALL],
  ['input.a[$$[0].params]', ALL],
  ['input.a[$ = $$]', ALL],
  ['*', ALL],
  ['**.a', ALL],
  ['$keys()', ALL],
  ['$lookup("nodes")', ALL],
  ['$lookup($, "nodes")', ALL],
  ['$eval("nodes.a")', ALL],
  ['($e := $eval; $e("nodes.a"))', ALL],
  ['input.a.%.%.nodes', ALL],
  ['input.a@$x.b', ALL],
  ['$$.params@$p.input.a', ALL],
  ['input@$i.params', ALL],
  ['$.input@$i.params', ALL],
  ['$$@$s.input', ALL],
  ['nodes@$n.input', ALL],
  ['input#$i.a', ALL],
  ['$substring(?, 1)', ALL],
]

test('what an expression names is all that it may look at', () => {
  for (const [source, expected] of uses) {
    const { fields, nodes, variables } = scopeDependencies(astOf(jsonata(source)))
    const found = [
      fields.join(' '),
      nodes === 'all' ? 'all nodes' : nodes.join(', '),
      variables ? '$vars' : '',
    ]
    assert.equal(found.filter(Boolean).join(', '), expected, source)
  }
})
