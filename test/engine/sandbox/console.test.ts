import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import type { LogLine } from '../../../src/engine/records.ts'
import { runScript } from '../../support/engine/run/run-script.ts'
import { createTestSandbox } from '../../support/engine/sandbox.ts'

const sandbox = createTestSandbox({ workers: 1, logBytes: 2000, memoryBytes: 10 * 1024 * 1024 })
after(() => sandbox.close())

const linesOf = async (code: string) => {
  const logs: LogLine[] = []
  const outcome = await runScript(sandbox, code, { onLogs: (lines) => logs.push(...lines) }).catch(
    (error) => error,
  )
  return { outcome, logs }
}

const messagesOf = async (code: string) => (await linesOf(code)).logs.map(({ message }) => message)

test('each line has a level', async () => {
  const { logs, outcome } = await linesOf(
    'console.log("a"); console.info("b"); console.debug("c"); console.warn("d"); console.error("e"); return 1',
  )
  assert.deepEqual(
    logs.map(({ level, message }) => `${level} ${message}`),
    ['info a', 'info b', 'debug c', 'warn d', 'error e'],
  )
  assert.equal(outcome, 1)
})

const shown: readonly (readonly [values: string, message: string])[] = [
  ['', ''],
  ['"total", 3, true, null, undefined, -0, 5n', 'total 3 true null undefined -0 5n'],
  ['{ a: 1, "b c": ["x", { d: null }] }', "{ a: 1, 'b c': [ 'x', { d: null } ] }"],
  ['[], {}, [[]]', '[] {} [ [] ]'],
  ['new Map([["a", 1]]), new Set([1, "b"])', "Map(1) { 'a' => 1 } Set(2) { 1, 'b' }"],
  [
    'new Date(0), /a/g, Symbol("s"), () => 1, function f() {}',
    '1970-01-01T00:00:00.000Z /a/g Symbol(s) [Function: (anonymous)] [Function: f]',
  ],
  ['new (class Point { x = 1 })()', 'Point { x: 1 }'],
  ['new Uint8Array([1, 2])', 'Uint8Array [ 1, 2 ]'],
  ['Promise.resolve(1)', 'Promise {}'],
  ['"%s has %d of %j, 100%%", "Kim", "4.5", { a: 1 }, "more"', 'Kim has 4.5 of {"a":1}, 100% more'],
  ['"100% %s"', '100% %s'],
  ['(() => { const a = {}; a.a = a; return a })()', '{ a: [Circular] }'],
  ['Object.create(null)', '{}'],
  ['"한글 😀 \\u0000"', '한글 😀 \u0000'],
]

test('values are written as Node writes them', async () => {
  for (const [values, message] of shown)
    assert.deepEqual(await messagesOf(`console.log(${values})`), [message], values)
  const [line] = await messagesOf('console.error(new TypeError("bad"))')
  assert.match(line ?? '', /^TypeError: bad\n/)
})

const stacks: readonly (readonly [code: string, message: string])[] = [
  [
    'const f = () => new Error("a")\nconsole.error(f())',
    'Error: a\n    at f (line 1)\n    at <anonymous> (line 2)',
  ],
  ['console.log(new Error("a").stack)', '    at <anonymous> (line 1)\n'],
  ['try { new URL("x") } catch (error) { console.log(error.stack) }', '    at <anonymous> (line 1)\n'],
  [
    'setTimeout(() => console.log(new Error("a")), 1)\nawait new Promise((end) => setTimeout(end, 2))',
    'Error: a\n    at <anonymous> (line 1)',
  ],
  [
    'console.log([1].map(() => new Error("a"))[0])',
    'Error: a\n    at <anonymous> (line 1)\n    at map (native)\n    at <anonymous> (line 1)',
  ],
]

test('stacks have the lines of the code, and nothing of what runs it', async () => {
  for (const [code, message] of stacks) assert.deepEqual(await messagesOf(code), [message], code)
})

test('errors are written with their causes and their own fields', async () => {
  const [caused] = await messagesOf(
    'console.log(Object.assign(new Error("a", { cause: new Error("b") }), { code: 7 }))',
  )
  assert.equal(
    caused,
    'Error: a\n    at <anonymous> (line 1) { code: 7, [cause]: Error: b\n    at <anonymous> (line 1) }',
  )
  const [many] = await messagesOf('console.log(new AggregateError(["x"], "many"))')
  assert.match(many ?? '', /^AggregateError: many\n.*\{ \[errors\]: \[ 'x' \] \}$/s)
  const [circular] = await messagesOf('const error = new Error("a"); error.cause = error; console.log(error)')
  assert.match(circular ?? '', /\{ cause: \[Circular\] \}$/)
})

test('groups, counters and assertions write lines', async () => {
  assert.deepEqual(
    await messagesOf(
      'console.group("g"); console.log("in\\nside"); console.groupEnd(); console.count(); console.count(); console.assert(1 > 2, "no"); console.table([{ a: 1 }]); console.dir({ b: 2 })',
    ),
    ['g', '  in\n  side', 'default: 1', 'default: 2', 'Assertion failed no', '[ { a: 1 } ]', '{ b: 2 }'],
  )
})

test('lines are kept when the code fails', async () => {
  for (const code of ['throw new Error("x")', 'return () => 1', 'const a = []; for (;;) a.push({})']) {
    const { outcome, logs } = await linesOf(`console.log("before"); ${code}`)
    assert.ok(outcome instanceof Error)
    assert.deepEqual(logs, [{ level: 'info', message: 'before' }], code)
  }
})

test('what is logged is bounded', async () => {
  const codes = [
    'for (let i = 0; i < 1e5; i++) console.log(i)',
    'for (let i = 0; i < 100; i++) console.log("x".repeat(1e5))',
    'for (let i = 0; i < 1e4; i++) console.log()',
    'console.log(Array(1e5).fill({ a: 1 }), "x".repeat(1e6), Array.from({ length: 1e4 }, (_, i) => [i]))',
    'let a = []; for (let i = 0; i < 1e4; i++) a = [a]; console.log(a, a, a)',
  ]
  for (const code of codes) {
    const { logs, outcome } = await linesOf(`${code}; return 1`)
    assert.equal(outcome, 1, code)
    const bytes = logs.reduce((sum, { message }) => sum + Buffer.byteLength(message), 0)
    assert.ok(bytes <= 2100 && logs.length <= 126, `${code}: ${bytes} bytes in ${logs.length} lines`)
  }
  assert.match((await messagesOf(codes[0] ?? '')).at(-1) ?? '', /left out \(CODE_LOG_BYTES, 2000\)/)
})

test('nobody sees the lines of another run', async () => {
  await linesOf('console.log("first"); globalThis.left = console')
  assert.deepEqual(await messagesOf('console.log(typeof left)'), ['undefined'])
})
