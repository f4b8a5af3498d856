// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is in code that is a text here
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { usedNames } from '../../../src/engine/sandbox/used-names.ts'

const outputs: readonly (readonly [code: string, nodes: readonly string[] | 'all'])[] = [
  ['return 1', []],
  ['return nodes.a', ['a']],
  [
    'return [nodes.a.b, nodes?.c, nodes["d-e"], nodes?.["f"], nodes . /* x */ g]',
    ['a', 'c', 'd-e', 'f', 'g'],
  ],
  ['// nodes\nreturn 1', []],
  ['/* all nodes\nnodes.x */ return nodes.a', ['a']],
  ['return "nodes.b" + \'nodes\' + nodes.a', ['a']],
  ['return `nodes ${nodes.a} nodes ${`${nodes.b} nodes`} }` + "x"', ['a', 'b']],
  ['const r = /nodes[/"]/g; return nodes.a', ['a']],
  ['return 4 / nodes.a / 2', ['a']],
  ['return input.nodes.length', []],
  ['return input?.nodes', []],
  ['const my_nodes = nodesOf(1); return my_nodes', []],
  ['return { ...nodes.a }', ['a']],
  ['return nodes.가', ['가']],
  // Not plainly one output.
  ['return nodes', 'all'],
  ['return { nodes }', 'all'],
  ['return { ...nodes }', 'all'],
  ['const { a } = nodes; return a', 'all'],
  ['return nodes[input.id]', 'all'],
  ['return nodes["a" + 1]', 'all'],
  ['return nodes["\\x61"]', 'all'],
  ['return Object.keys(nodes).length', 'all'],
  ['return eval("no" + "des.a")', 'all'],
  ['return arguments[1]', 'all'],
  ['return n\\u006fdes.a', 'all'],
  // Only a full parser could tell a pattern from a division here.
  ['if (input) /"/.test("x"); return nodes.a', 'all'],
  ['return x++ / 2 + nodes.a', 'all'],
  ['<!-- nodes.b\nreturn nodes.a', 'all'],
  ['return "open + nodes.a', 'all'],
  ['return `open ${nodes.a}', 'all'],
]

test('code is given the outputs that it names', () => {
  for (const [code, nodes] of outputs) assert.deepEqual(usedNames(code).nodes, nodes, code)
})

test('code is given the other names that it mentions', () => {
  assert.deepEqual(usedNames('return 1').fields, [])
  assert.deepEqual(usedNames('return input + params').fields, ['input', 'params'])
  assert.deepEqual(usedNames('return loop.item + execution.id').fields, ['execution', 'loop'])
  assert.deepEqual(usedNames('return arguments.length').fields, ['input', 'params', 'execution', 'loop'])
})

test('code is given variables when it mentions them', () => {
  for (const code of ['return $vars.A', 'return eval(input)', 'return $v\\u0061rs.A']) {
    assert.equal(usedNames(code).variables, true, code)
  }
  assert.equal(usedNames('return vars.$A').variables, false)
})

test('long code is read in a time that grows linearly', () => {
  for (const unit of ['nodes.a;', '`${nodes.a}`;', '/* x */', '"x"+', '(', '{', '[/x/,', "'"]) {
    usedNames(`return nodes.b; ${unit.repeat(100_000 / unit.length)}`)
  }
})
