// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is in code that is a text here
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isLoneFunction } from '../../../src/engine/sandbox/lone-function.ts'

const lone = [
  'async function main(input) {\n  return { ok: input.map((x) => x) }\n}',
  '// the entry\nfunction run({ a, b = [1] }) { if (a) { return `${b}` } }\n;',
  '(input) => input.x',
  'async (input) => {\n  return 1\n};',
  'input => ({ a: 1 })',
  'function* items() { yield 1 }',
]

const called = [
  'async function main(input) { return 1 }\nreturn main(input)',
  'function f() {}\nf()',
  '(() => { console.log(1) })()',
  '(async function () { console.log(1) })()',
  'const f = (x) => x; return f(1)',
  'return (input) => input.x',
  'input.x; return 1',
  'console.log(1)',
  '(input.a)',
  'function (',
  '(',
  '',
]

test('code that only defines a function does nothing', () => {
  for (const code of lone) assert.equal(isLoneFunction(code), true, code)
  for (const code of called) assert.equal(isLoneFunction(code), false, code)
})
