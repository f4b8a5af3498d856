import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { codeType } from '../../../src/engine/node-types/code.ts'
import { runTask } from '../../support/engine/run/run-task.ts'
import { createTestSandbox } from '../../support/engine/sandbox.ts'

const sandbox = createTestSandbox({ workers: 1 })
after(() => sandbox.close())

test('The example answers what it says', async () => {
  const { parameters, input, output } = codeType.example
  assert.deepEqual(await runTask(codeType, parameters, { services: { sandbox }, scope: { input } }), output)
})

test('Code sees the names that expressions see', async () => {
  const scope = {
    input: 1,
    nodes: { before: 2 },
    params: 3,
    execution: { id: 'ex_1', script_id: 1 },
    loop: { index: 0, item: 5 },
  }
  const code = 'return [input, nodes.before, params, execution.id, loop.item]'
  assert.deepEqual(await runTask(codeType, { code }, { services: { sandbox }, scope }), [1, 2, 3, 'ex_1', 5])
})

const reasons: readonly (readonly [code: string, message: string])[] = [
  ['throw new Error("a", { cause: new TypeError("b") })', 'Error: a (line 1). Cause: TypeError: b'],
  [
    'throw new Error("a", { cause: new Error("b", { cause: "c" }) })',
    'Error: a (line 1). Cause: Error: b. Cause: c',
  ],
  ['\nthrow new Error("a", { cause: { status: 503 } })', 'Error: a (line 2). Cause: {"status":503}'],
  ['const a = new Error("a"); throw Object.defineProperty(a, "cause", { value: a })', 'Error: a (line 1)'],
  [
    'return await Promise.any([Promise.reject(new Error("x")), Promise.reject("y")])',
    'AggregateError (line 1). Errors: Error: x; y',
  ],
  [
    'setTimeout(() => { throw new Error("a", { cause: "b" }) }); await new Promise(() => {})',
    'Error: a (line 1). Cause: b',
  ],
  ['throw Object.defineProperty(new Error("a"), "cause", { get() { throw 1 } })', 'Error: a (line 1)'],
  ['throw { message: "a", cause: "b" }', 'a'],
]

test('The failure of code names the causes of its error', async () => {
  for (const [code, message] of reasons) {
    const run = runTask(codeType, { code }, { services: { sandbox }, scope: { input: null } })
    await assert.rejects(run, { code: 'CODE_ERROR', message }, code)
  }
})

test('Code is a text of some length', () => {
  for (const parameters of [{}, { code: '' }, { code: 'x'.repeat(100_001) }, { code: 'x', more: 1 }]) {
    assert.equal(codeType.parameters.safeParse(parameters).success, false)
  }
})
