import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { NodeError } from '../../../src/engine/errors.ts'
import type { SandboxScript } from '../../../src/engine/ports.ts'
import { createTestSandbox } from '../../support/engine/sandbox.ts'
import { assertPlain } from '../../support/plain.ts'
import { withPatience } from '../../support/time/patience.ts'

const MiB = 1024 * 1024
// One thread each, so that what an attack leaves behind is there for the next script.
const limits = { workers: 1, memoryBytes: 10 * MiB, outputBytes: 100_000 }
const patient = createTestSandbox({ ...limits, timeoutMs: 30_000 })
const hasty = createTestSandbox({ ...limits, timeoutMs: 200, graceMs: 100 })
after(() => Promise.all([patient.close(), hasty.close()]))

const never = new AbortController().signal
const script = (code: string): SandboxScript => ({
  code,
  input: { n: 1 },
  nodes: { a: 1 },
  params: {},
  execution: { id: 'ex_1', script_id: 1 },
})

type Sandbox = typeof patient

/** What comes of the code: its result or its failure, of which nothing else may be seen; and the next one is unharmed. */
const outcomeOf = async (code: string, sandbox: Sandbox = patient): Promise<unknown> => {
  const outcome = await sandbox.run(script(code), never).catch((error: unknown) => error)
  if (outcome instanceof Error) {
    assert.ok(outcome instanceof NodeError, `${code}: ${outcome}`)
    assert.equal(typeof outcome.message, 'string')
    assert.ok(outcome.message.length > 0 && outcome.message.length < 1100, code)
    assert.doesNotMatch(outcome.message, /wasm|node:|file:/, code)
  } else assertPlain(outcome, code)
  const look =
    'return [typeof left, ({}).left, [].left, typeof [].map, JSON.stringify({ a: 1 }), await Promise.resolve(2), 3n]'
  assert.deepEqual(
    await withPatience(() => sandbox.run(script(look), never)),
    ['undefined', null, null, 'function', '{"a":1}', 2, '3'],
    code,
  )
  return outcome
}

const codeOf = (outcome: unknown) => (outcome instanceof NodeError ? outcome.code : 'a result')

const confined: readonly (readonly [code: string, expected: unknown])[] = [
  ['return (async () => {}).constructor("return typeof process + typeof require")()', 'undefinedundefined'],
  ['return [...(function* () {}).constructor("yield typeof process")()]', ['undefined']],
  ['return (await (async function* () {}).constructor("yield typeof process")().next()).value', 'undefined'],
  ['return Reflect.construct(Function, ["return typeof process"])()', 'undefined'],
  ['return new Function("return this")() === globalThis', true],
  ['return (function () { return this })() === undefined && this === undefined', true],
  ['return typeof Atomics + typeof WebAssembly + typeof performance', 'undefined'.repeat(3)],
  ['return typeof require + typeof process + typeof Buffer + typeof fetch', 'undefined'.repeat(4)],
  ['return import("data:text/javascript,export default 1").catch((e) => e.name)', 'ReferenceError'],
  ['return import("./sandbox-run.ts").catch((e) => e.name)', 'ReferenceError'],
  ['Error.prepareStackTrace = (_, frames) => frames; return typeof new Error().stack', 'string'],
  ['return new Uint8Array(4_000_000).every((byte) => byte === 0)', true],
  // The ways out of the function that the code is put into lead nowhere but into another function.
  ['}), (async function () { return 7', 7],
  ['}); (async function () { return typeof process', 'undefined'],
  ['}); globalThis.left = 1; (async function () { return typeof left', 'number'],
  // Comments and labels of all kinds.
  ['<!-- comment\nreturn 1', 1],
  ['--> comment\nreturn 2', 2],
  ['input: for (;;) { break input } return 3', 3],
  ['// \u2028 return 4', 4],
  ['return 5 //', 5],
]

test('a script reaches nothing but the language', async () => {
  for (const [code, expected] of confined) assert.deepEqual(await outcomeOf(code), expected, code)
})

const invalid: readonly string[] = [
  'return typeof import.meta',
  'export default 1',
  'import { readFile } from "node:fs"',
  'return 1 /* open',
  'return `${',
  'yield 1',
  'with (input) { return n }',
  'arguments = 1',
  'return delete input',
  'return 010',
  'super.x',
  '}',
  '})',
  '}); throw 1; (function () {',
]

test('code that is no body of a strict function is a syntax error', async () => {
  for (const code of invalid) assert.equal(codeOf(await outcomeOf(code)), 'CODE_SYNTAX', code)
})

const polluting: readonly string[] = [
  'Object.prototype.left = 1; Array.prototype.left = 1; Function.prototype.left = 1; globalThis.left = 1; return 1',
  'Object.defineProperty(Object.prototype, "toJSON", { value: () => "hacked" }); return 1',
  'Object.prototype.then = (resolve) => resolve("hacked"); return 1',
  'JSON.stringify = () => "7"; JSON.parse = () => 7; globalThis.JSON = null; return { a: 1 }',
  'Promise.prototype.then = null; globalThis.Promise = null; Promise = null; return 1',
  'Array.prototype.map = Array.prototype.toJSON = null; BigInt.prototype.toString = null; return 1n',
  'Object.freeze(Object.prototype); Object.freeze(globalThis); return 1',
  'Object.setPrototypeOf(Object.prototype, null); Object.setPrototypeOf(globalThis, {}); return 1',
  'for (const name of Object.getOwnPropertyNames(globalThis)) delete globalThis[name]',
  'eval("var left = 1"); (0, eval)("var left = 1"); new Function("left = 1")()',
  'new FinalizationRegistry(() => { globalThis.left = 1 }).register({}, 1); return 1',
  'const secret = new Uint8Array(1_000_000).fill(83); return secret.length',
]

test('a script leaves nothing behind for the next one', async () => {
  for (const code of polluting) await outcomeOf(code)
})

const hostile: readonly (readonly [code: string, expected: RegExp])[] = [
  ['throw { name: { toString: 1 }, message: "a" }', /^a$/],
  ['throw { stack: { toString: 1 }, message: "a" }', /^a$/],
  ['throw { message: { toJSON: 1 } }', /toJSON/],
  ['throw Object.create(null)', /^\{\}$/],
  ['throw undefined', /^undefined$/],
  ['throw Symbol("s")', /^Symbol\(s\)$/],
  ['throw () => 1', /./],
  ['throw ""', /without a message/],
  ['const e = new Error("a"); e.cause = e; e.self = e; throw e', /^Error: a$/],
  ['throw new Error("a", { cause: new Proxy({}, { get() { throw 1 } }) })', /^Error: a \(line 1\)$/],
  ['throw new AggregateError([new Error("b")], "a")', /^AggregateError: a/],
  ['throw new Error("x".repeat(1e6))', /^Error: x{990,}/],
  ['const e = new Error("a"); e.stack = "code:99999999999999999999"; throw e', /^Error: a \(line 1\)$/],
  ['const e = new Error("a"); e.stack = "x".repeat(1e6); throw e', /^Error: a$/],
  ['const e = new Error(); Object.defineProperty(e, "message", { get() { throw 1 } }); throw e', /./],
  ['class E extends Error { get name() { return "x".repeat(1e6) } } throw new E()', /^x+/],
  ['throw new Proxy({}, { get() { throw 1 }, ownKeys() { throw 2 }, getPrototypeOf() { throw 3 } })', /./],
  ['throw new Proxy(new Error("a"), {})', /a/],
  ['throw JSON.parse(\'{ "__proto__": { "left": 1 }, "message": "a" }\')', /^a$/],
  ['throw "\\ud800"', /./],
  ['const f = () => f(); f()', /stack overflow/],
  ['class A { constructor() { new A() } } new A()', /stack overflow/],
  ['const p = new Proxy({}, { get: (_, key, self) => self[key] }); return p.x', /stack overflow/],
  ['return "x".repeat(2 ** 30)', /invalid string length/],
  ['return new BigUint64Array(2 ** 28)', /invalid array buffer length/],
  ['return 2n ** (2n ** 40n)', /BigInt is too large/],
  ['await Promise.reject(new Error("a"))', /^Error: a/],
]

test('whatever a script throws, it fails with a text', async () => {
  for (const [code, expected] of hostile) {
    const outcome = await outcomeOf(code)
    assert.equal(codeOf(outcome), 'CODE_ERROR', code)
    assert.match(outcome instanceof Error ? outcome.message.replaceAll('\n', ' ') : '', expected, code)
  }
})

const returned: readonly (readonly [code: string, expected: unknown])[] = [
  ['return { toJSON() { return this } }', {}],
  ['return { get a() { throw new Error("a") } }', 'CODE_RESULT'],
  ['return new Proxy({}, { ownKeys() { throw 1 } })', 'CODE_RESULT'],
  ['return { then(resolve) { resolve(5) } }', 5],
  ['return { get then() { throw new Error("a") } }', 'CODE_ERROR'],
  ['return new Proxy(Promise.resolve(1), {})', 'CODE_ERROR'],
  ['const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); return proxy', 'CODE_ERROR'],
  ['const a = {}; a.a = [a]; return a', 'CODE_RESULT'],
  ['let a = []; for (let i = 0; i < 1e5; i++) a = [a]; return a', 'CODE_RESULT'],
  ['return { __proto__: { left: 1 }, a: 1 }', { a: 1 }],
  ['return JSON.parse(\'{ "__proto__": { "left": 1 } }\')', JSON.parse('{ "__proto__": { "left": 1 } }')],
  ['return [new Map([[1, 2]]), new Set([1]), new Uint8Array(2), /x/, -0]', [{ 1: 2 }, [1], [0, 0], '/x/', 0]],
  ['return new Map([["__proto__", 1], ["a", new Map()]])', JSON.parse('{ "__proto__": 1, "a": {} }')],
  [
    'return [new ArrayBuffer(2), new DataView(new ArrayBuffer(1)), new BigInt64Array(1)]',
    [[0, 0], [0], ['0']],
  ],
  [
    'return new TypeError("a", { cause: Object.assign(new Error("b"), { code: 7 }) })',
    { name: 'TypeError', message: 'a', cause: { name: 'Error', message: 'b', code: 7 } },
  ],
  ['return () => 1', 'CODE_RESULT'],
  ['return { a: Symbol("s") }', 'CODE_RESULT'],
  ['return [1].map(async (n) => n)', 'CODE_RESULT'],
  ['return new Map([[{}, 1]])', 'CODE_RESULT'],
  ['return [1].values()', 'CODE_RESULT'],
  ['return (function* () {})()', 'CODE_RESULT'],
  ['return (async function* () {})()', 'CODE_RESULT'],
  ['return new WeakMap()', 'CODE_RESULT'],
  ['return new URLSearchParams("a=1")', 'CODE_RESULT'],
  ['return new URL("https://a.b")', 'https://a.b/'],
  ['return [new Date(0), new Date(Number.NaN)]', ['1970-01-01T00:00:00.000Z', null]],
  ['return new (class { a = 1; get b() { return 2 } })()', { a: 1 }],
  ['return "x".repeat(100_000)', 'OUTPUT_TOO_LARGE'],
  ['return "\\u0001".repeat(20_000)', 'OUTPUT_TOO_LARGE'],
  ['return "한".repeat(40_000)', 'OUTPUT_TOO_LARGE'],
  ['return Array(60_000).fill(1)', 'OUTPUT_TOO_LARGE'],
  ['return { toJSON() { return "x".repeat(100_000) } }', 'OUTPUT_TOO_LARGE'],
  ['return new Promise(() => {})', 'CODE_RESULT'],
  ['return Promise.race([])', 'CODE_RESULT'],
]

test('whatever a script returns is JSON within the limit, or a failure', async () => {
  for (const [code, expected] of returned) {
    const outcome = await outcomeOf(code)
    assert.deepEqual(outcome instanceof NodeError ? outcome.code : outcome, expected, code)
  }
})

const bombs: readonly string[] = [
  'const a = new Uint8Array(5e6); return (await crypto.subtle.digest("SHA-256", a)).byteLength',
  'return new TextEncoder().encode("한".repeat(3e6)).length',
  'return "x".repeat(8e6).localeCompare("é")',
  'let s = "x"; for (;;) s = btoa(s)',
  'const a = []; for (;;) a.push(new WeakRef({}))',
  'const m = new Map(); for (let i = 0; ; i++) m.set(i, i)',
  'const a = []; for (;;) a.push(() => a)',
  'const a = []; for (;;) a.push(new ArrayBuffer(65_536))',
  'const a = []; for (;;) a.push(/x/.exec("x"))',
  'const a = []; for (;;) a.push(10n ** 100n)',
  'const o = {}; for (let i = 0; ; i++) o["k" + i] = i',
  'let o = null; for (;;) o = { o }',
  'let s = "x"; for (;;) s += s + s.slice(1)',
  'return "ab".repeat(5e6).match(/./g).length',
  'return [..."x".repeat(1e6)].map((c) => [c]).length',
  'return Array(1e6).fill({}).map(() => ({})).length',
  'return JSON.parse("[" + "{},".repeat(1e6) + "1]").length',
  'return Array.from({ length: 5 }, () => new Array(2 ** 32 - 1).fill(1))',
  'const f = () => Promise.resolve().then(f); f(); await f()',
]

test('a script that takes too much memory is ended', async () => {
  for (const code of bombs) assert.equal(codeOf(await outcomeOf(code)), 'CODE_MEMORY', code)
})

const endless: readonly string[] = [
  'const f = async () => { for (;;) await 0 }; f(); f(); return 1',
  'for await (const x of { [Symbol.asyncIterator]: () => ({ next: async () => ({ value: 1 }) }) });',
  '}); while (true); (function () {',
  'const f = () => { try { return f() } finally { f() } }; return f()',
  'return "a".repeat(50_000).replace(/(a*)*b/g, "")',
  'return /(?=(a+)+b)/.exec("a".repeat(50))',
  'throw new Proxy({}, { get() { for (;;); } })',
  'return { then() { for (;;); } }',
  'return new Proxy({}, { ownKeys() { for (;;); } })',
  'Array.prototype.toJSON = () => { for (;;); }; return [1]',
  'return new (class extends Promise { static get [Symbol.species]() { for (;;); } })((r) => r(1)).then(String)',
  // Busy inside of one step of the interpreter.
  'return Array(2 ** 32 - 1).join("x")',
]

test('a script that does not end is ended, whatever it is busy with', async () => {
  for (const code of endless) assert.equal(codeOf(await outcomeOf(code, hasty)), 'CODE_TIMEOUT', code)
})

test('scripts that wait for a thread run in their order, without those that are cancelled', async () => {
  const busy = new AbortController()
  const cancelled = new AbortController()
  const done: string[] = []
  const run = async (name: string, code: string, signal: AbortSignal) => {
    try {
      await patient.run(script(code), signal)
      done.push(name)
    } catch (error) {
      done.push(`${name} ${error instanceof Error ? error.message : error}`)
    }
  }
  const runs = [
    run('first', 'for (;;);', busy.signal),
    run('second', 'for (;;);', busy.signal),
    run('third', 'return 3', cancelled.signal),
    run('fourth', 'return 4', never),
    run('fifth', 'return 5', never),
  ]
  cancelled.abort(new Error('changed its mind'))
  await runs[2]
  busy.abort(new Error('stops'))
  await Promise.all(runs)
  assert.deepEqual(done.slice(0, 1), ['third changed its mind'])
  assert.deepEqual(done.slice(1, 3).sort(), ['first stops', 'second stops'])
  assert.deepEqual(done.slice(3), ['fourth', 'fifth'])
})

test('a scope that does not fit into the memory of the code fails as a memory error', async () => {
  const large = {
    ...script('return nodes.a.length'),
    nodes: { a: 'x'.repeat(6 * MiB), b: 'x'.repeat(6 * MiB) },
  }
  await assert.rejects(patient.run(large, never), { code: 'CODE_MEMORY' })
  assert.equal(await patient.run({ ...large, code: 'return 1' }, never), 1)
})
