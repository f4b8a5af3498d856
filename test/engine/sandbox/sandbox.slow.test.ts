import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import type { SandboxScript } from '../../../src/engine/ports.ts'
import { createTestSandbox } from '../../support/engine/sandbox.ts'
import { withPatience } from '../../support/time/patience.ts'

const MiB = 1024 * 1024
const sandbox = createTestSandbox({ timeoutMs: 30_000, outputBytes: 1000, memoryBytes: 8 * MiB, workers: 2 })
const impatient = createTestSandbox({ timeoutMs: 150, graceMs: 300, workers: 1 })
after(async () => {
  await sandbox.close()
  await impatient.close()
})

const never = new AbortController().signal
const script = (code: string, scope: Partial<SandboxScript> = {}): SandboxScript => ({
  code,
  input: { n: 20 },
  nodes: { first: [1, 2] },
  params: { name: 'Kim' },
  execution: { id: 'ex_1', script_id: 1 },
  ...scope,
})
const run = (code: string) => sandbox.run(script(code), never)

const results: readonly (readonly [code: string, expected: unknown])[] = [
  ['return input.n + 1', 21],
  ['return nodes.first', [1, 2]],
  ['return params.name', 'Kim'],
  ['return [input, nodes, params].length // the last line may be a comment', 3],
  ['', null],
  ['return undefined', null],
  ['return [undefined, NaN, Infinity, -Infinity]', Array(4).fill(null)],
  ['return { kept: 1, dropped: undefined }', { kept: 1 }],
  ['return 2n ** 70n', '1180591620717411303424'],
  ['return { id: 9007199254740993n }', { id: '9007199254740993' }],
  ['return new Date(0)', '1970-01-01T00:00:00.000Z'],
  ['return "\\u{1F600} 한국어"', '😀 한국어'],
  ['return Promise.resolve(5)', 5],
  ['const f = async () => 2; return (await f()) + (await Promise.all([1, 2])).length', 4],
  ['return JSON.parse(\'{"__proto__": 1}\')', JSON.parse('{"__proto__": 1}')],
  ['try { null.x } catch (e) { return e.name }', 'TypeError'],
  ['const f = () => f(); try { f() } catch (e) { return e.message }', 'stack overflow'],
]

test('a script returns JSON values', async () => {
  for (const [code, expected] of results) assert.deepEqual(await run(code), expected, code)
})

test('A missing input is undefined inside', async () => {
  const scope = { input: undefined, params: null }
  assert.deepEqual(await sandbox.run(script('return [typeof input, params]', scope), never), [
    'undefined',
    null,
  ])
})

const failures: readonly (readonly [code: string, failure: { code: string; message?: RegExp }])[] = [
  ['return 1 +', { code: 'CODE_SYNTAX', message: /SyntaxError.*\(line 1\)$/ }],
  ['let a = 1\nlet a = 2', { code: 'CODE_SYNTAX', message: /\(line 2\)$/ }],
  ['})(); (function () {', { code: 'CODE_SYNTAX', message: /brace/ }],
  ['import fs from "node:fs"', { code: 'CODE_SYNTAX' }],
  [
    '\n\nthrow new TypeError("bad total")',
    { code: 'CODE_ERROR', message: /^TypeError: bad total \(line 3\)$/ },
  ],
  ['throw "plain"', { code: 'CODE_ERROR', message: /^plain$/ }],
  ['throw { reason: 1 }', { code: 'CODE_ERROR', message: /^\{"reason":1\}$/ }],
  ['throw null', { code: 'CODE_ERROR', message: /^null$/ }],
  ['return Promise.reject(new Error("later"))', { code: 'CODE_ERROR', message: /^Error: later/ }],
  ['undeclared = 1', { code: 'CODE_ERROR', message: /ReferenceError/ }],
  ['const f = () => 1 + f(); return f()', { code: 'CODE_ERROR', message: /stack overflow.*recursion/ }],
  ['const o = { get a() { return this.a } }; return o.a', { code: 'CODE_ERROR', message: /stack overflow/ }],
  ['return JSON.parse("[".repeat(200000))', { code: 'CODE_MEMORY' }],
  ['return eval("(".repeat(50000))', { code: 'CODE_ERROR' }],
  ['let a = []; for (let i = 0; i < 1e5; i++) a = [a]; return a', { code: 'CODE_RESULT' }],
  ['const a = []; a.push(a); return a', { code: 'CODE_RESULT', message: /circular/ }],
  ['return { toJSON() { throw new Error("no") } }', { code: 'CODE_RESULT', message: /no/ }],
  ['return new Promise(() => {})', { code: 'CODE_RESULT', message: /never settles/ }],
  ['await new Promise(() => {})', { code: 'CODE_RESULT', message: /never settles/ }],
  ['return "x".repeat(999)', { code: 'OUTPUT_TOO_LARGE', message: /1000 bytes/ }],
  ['const a = []; for (;;) a.push([1])', { code: 'CODE_MEMORY' }],
  ['const a = []; for (;;) a.push("x".repeat(100000))', { code: 'CODE_MEMORY' }],
  ['let s = "x"; for (;;) s += s', { code: 'CODE_MEMORY' }],
  ['const a = []; for (;;) a.push(new Uint8Array(1e6))', { code: 'CODE_MEMORY' }],
  ['return new ArrayBuffer(1e9)', { code: 'CODE_MEMORY' }],
  ['return new Array(1e6).fill("x".repeat(100))', { code: 'CODE_MEMORY' }],
]

test('a failing script reports the reason', async () => {
  for (const [code, failure] of failures) await assert.rejects(run(code), failure, code)
  assert.equal(await run('return 1'), 1)
})

const endless = [
  'for (;;);',
  'for (;;) await null',
  'try { for (;;); } catch { return 1 } finally { return 2 }',
  'const f = () => { Promise.resolve().then(f); Promise.resolve().then(() => {}) }; f(); await new Promise(() => {})',
  'throw { get message() { for (;;); } }',
  'return { toJSON() { for (;;); } }',
  'return /(a+)+$/.test("a".repeat(40) + "b")',
  'return [].indexOf.call({ length: 2 ** 53 - 1 }, 1)',
]

test('A script that does not end is stopped, and the next one runs', async () => {
  for (const code of endless) {
    await assert.rejects(impatient.run(script(code), never), { code: 'CODE_TIMEOUT' }, code)
  }
  const next = () => impatient.run(script('return 1'), never)
  assert.equal(await withPatience(next), 1)
})

const confined: readonly (readonly [code: string, expected: unknown])[] = [
  ['return [].constructor.constructor("return typeof process")()', 'undefined'],
  ['return new Function("return typeof require + typeof fetch + typeof Buffer")()', 'undefined'.repeat(3)],
  ['return eval("typeof process + typeof module")', 'undefined'.repeat(2)],
  ['return (0, eval)("typeof Worker + typeof WebAssembly + typeof Deno")', 'undefined'.repeat(3)],
  ['return import("node:fs").catch((e) => e.name)', 'ReferenceError'],
  ['return Object.keys(globalThis)', []],
  ['return [typeof start, typeof encode, typeof body, typeof std, typeof os]', Array(5).fill('undefined')],
]

test('A script reaches nothing but the language', async () => {
  for (const [code, expected] of confined) assert.deepEqual(await run(code), expected, code)
})

test('changes that a script makes are gone in the next run', async () => {
  const lonely = createTestSandbox({ workers: 1 })
  try {
    const pollute =
      'Object.prototype.bad = 1; globalThis.left = 2; Array.prototype.map = null; JSON.stringify = () => "{}"'
    assert.equal(await lonely.run(script(`${pollute}; return 7`), never), 7)
    const look = 'return [({}).bad, typeof left, typeof [].map, JSON.stringify([1])]'
    assert.deepEqual(await lonely.run(script(look), never), [null, 'undefined', 'function', '[1]'])
  } finally {
    await lonely.close()
  }
})

test('Scripts that run at once do not mix', async () => {
  const numbers = Array.from({ length: 20 }, (_, n) => n)
  const answers = await Promise.all(
    numbers.map((n) => sandbox.run(script('return input * 2', { input: n }), never)),
  )
  assert.deepEqual(
    answers,
    numbers.map((n) => n * 2),
  )
})

test('Cancel ends a running script, a waiting one and one that never began', async () => {
  const lonely = createTestSandbox({ timeoutMs: 3_600_000, workers: 1 })
  try {
    const running = new AbortController()
    const waiting = new AbortController()
    const first = lonely.run(script('for (;;);'), running.signal)
    const second = lonely.run(script('return 2'), waiting.signal)
    const third = lonely.run(script('return 3'), never)
    waiting.abort(new Error('changed my mind'))
    await assert.rejects(second, { message: 'changed my mind' })
    running.abort(new Error('stop'))
    await assert.rejects(first, { message: 'stop' })
    assert.equal(await third, 3)
    await assert.rejects(lonely.run(script('return 4'), AbortSignal.abort(new Error('late'))), {
      message: 'late',
    })
  } finally {
    await lonely.close()
  }
})

test('Cancel ends a script that is busy inside a built-in', async () => {
  const stubborn = createTestSandbox({ timeoutMs: 3_600_000, graceMs: 50, workers: 1 })
  try {
    const control = new AbortController()
    const running = stubborn.run(script('return [].indexOf.call({ length: 2 ** 53 - 1 }, 1)'), control.signal)
    control.abort(new Error('stop'))
    await assert.rejects(running, { message: 'stop' })
    assert.equal(await stubborn.run(script('return 1'), never), 1)
  } finally {
    await stubborn.close()
  }
})
