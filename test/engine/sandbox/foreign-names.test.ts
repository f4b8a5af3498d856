// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is in code that is a text here
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { foreignNames } from '../../../src/engine/sandbox/foreign-names.ts'

const codes: readonly (readonly [code: string, names: readonly string[]])[] = [
  ['return inputs.x', ['inputs']],
  ['return inputs?.x + inputs["y"] + Math.max(1)', ['inputs', 'Math']],
  ['return `${inputs.x}`', ['inputs']],
  ['return input.inputs.x', ['input']],
  ['// inputs.x\nreturn "inputs.y"', []],
  // Declared, or given a value, somewhere in the code.
  ['const inputs = [1]; return inputs[0]', []],
  ['const { inputs } = input; return inputs.x', []],
  ['return input.map((inputs) => inputs.x)', ['input']],
  ['return input.map(inputs => inputs.x)', ['input']],
  ['function inputs() {} return inputs.name', []],
  ['for (const inputs of input) return inputs.x', []],
  ['try { f() } catch (inputs) { return inputs.x }', []],
  ['globalThis.inputs = 1; return inputs.x', []],
  ['return eval("var inputs = 1"), inputs.x', []],
]

test('a name of which only members are read comes from outside of the code', () => {
  for (const [code, names] of codes) assert.deepEqual(foreignNames(code), names, code)
})
