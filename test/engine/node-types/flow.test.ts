import assert from 'node:assert/strict'
import { test } from 'node:test'
import { portsOf } from '../../../src/engine/node-type.ts'
import { conditionType } from '../../../src/engine/node-types/condition.ts'
import { endType } from '../../../src/engine/node-types/end.ts'
import { startType } from '../../../src/engine/node-types/start.ts'
import { subScriptType } from '../../../src/engine/node-types/sub-script.ts'
import { switchType } from '../../../src/engine/node-types/switch.ts'
import { transformType } from '../../../src/engine/node-types/transform.ts'
import { waitType } from '../../../src/engine/node-types/wait.ts'
import { accepts, runNode } from '../../support/engine/run/run-node.ts'

const input = { status: 'paid', code: 200, ok: true, list: [], missing: null }

test('start hands its input on and takes no parameters', async () => {
  assert.deepStrictEqual(await runNode(startType, { parameters: {}, scope: { input } }), { output: input })
  assert.equal(accepts(startType, { any: 1 }), false)
})

const ends: readonly [Record<string, unknown>, unknown][] = [
  [{}, input],
  [{ output: '{{ input.code }}' }, 200],
  [{ output: { list: ['{{ input.status }}'] } }, { list: ['paid'] }],
  [{ output: '{{ input.nothing }}' }, null],
  [{ output: null }, null],
]

for (const [parameters, output] of ends) {
  test(`end with ${JSON.stringify(parameters)} gives ${JSON.stringify(output)}`, async () => {
    assert.deepStrictEqual(await runNode(endType, { parameters, scope: { input } }), { output })
  })
}

const transforms: readonly [string, unknown][] = [
  ['input.status', 'paid'],
  ['{{ input.status }}', 'paid'],
  ['input.nothing', null],
  ['{"a": {"b": input.code}}', { a: { b: 200 } }],
]

for (const [expression, output] of transforms) {
  test(`transform gives the value of ${expression}`, async () => {
    const result = await runNode(transformType, { parameters: { expression }, scope: { input } })
    assert.deepStrictEqual(result, { output })
  })
}

const conditions: readonly [string, 'true' | 'false'][] = [
  ['input.code = 200', 'true'],
  ['{{ input.code > 200 }}', 'false'],
  ['input.status', 'true'],
  ['input.list', 'false'],
  ['input.missing', 'false'],
  ['input.nothing', 'false'],
  ['[0, ""]', 'false'],
  ['[0, "a"]', 'true'],
]

for (const [expression, port] of conditions) {
  test(`condition sends its input by ${port} for ${expression}`, async () => {
    const result = await runNode(conditionType, { parameters: { expression }, scope: { input } })
    assert.deepStrictEqual(result, { output: input, port })
  })
}

const switches: readonly [string, string][] = [
  ['input.status', 'paid'],
  ['input.code', '200'],
  ['input.ok', 'true'],
  ['input.missing', 'default'],
  ['input.nothing', 'default'],
  ['"error"', 'default'],
  ['"constructor"', 'default'],
]

for (const [expression, port] of switches) {
  test(`switch sends its input by ${port} for ${expression}`, async () => {
    const parameters = { expression, cases: ['paid', '200', 'true'] }
    const result = await runNode(switchType, { parameters, scope: { input } })
    assert.deepStrictEqual(result, { output: input, port })
  })
}

const portTable: readonly [unknown, string[]][] = [
  [
    ['a', 'b'],
    ['a', 'b', 'default', 'error'],
  ],
  [
    ['a', 'a', 'default', 7, null],
    ['a', 'default', 'error'],
  ],
  ['a', ['default', 'error']],
  [undefined, ['default', 'error']],
  [{ length: 1, 0: 'a' }, ['default', 'error']],
]

for (const [cases, ports] of portTable) {
  test(`the cases ${JSON.stringify(cases)} give the ports ${ports}`, () => {
    assert.deepStrictEqual(portsOf(switchType, { cases }), ports)
  })
}

const wrongCases: readonly unknown[] = [
  [],
  ['a', 'a'],
  ['default'],
  ['error'],
  [''],
  [7],
  Array.from({ length: 101 }, (_, index) => `case ${index}`),
]

for (const cases of wrongCases) {
  test(`switch refuses the cases ${JSON.stringify(cases).slice(0, 30)}`, () => {
    assert.equal(accepts(switchType, { expression: 'x', cases }), false)
  })
}

const deadlines: readonly [Record<string, unknown>, number][] = [
  [{ ms: 0 }, 0],
  [{ ms: '{{ input.code }}' }, 200],
  [{ until: '1970-01-01T00:00:01Z' }, 1000],
  [{ until: '1970-01-01T09:00:01.500+09:00' }, 1500],
]

for (const [parameters, deadline] of deadlines) {
  test(`wait with ${JSON.stringify(parameters)} ends at ${deadline}`, async () => {
    assert.deepStrictEqual(await runNode(waitType, { parameters, scope: { input } }), {
      output: input,
      deadline,
    })
  })
}

const wrongWaits: readonly unknown[] = [
  {},
  { ms: 1, until: '2030-01-01T00:00:00Z' },
  { ms: -1 },
  { ms: 1.5 },
  { ms: 366 * 86_400_000 + 1 },
  { until: '2030-01-01' },
  { until: '2030-01-01T00:00:00' },
  { until: '2030-13-01T00:00:00Z' },
]

for (const parameters of wrongWaits) {
  test(`wait refuses ${JSON.stringify(parameters)}`, () => {
    assert.equal(accepts(waitType, parameters), false)
  })
}

test('a called script is given the node’s input, or the one that is named', async () => {
  const run = (parameters: Record<string, unknown>) =>
    runNode(subScriptType, { parameters, scope: { input } })
  assert.deepStrictEqual(await run({ script_id: 3 }), { scriptId: 3, input })
  assert.deepStrictEqual(await run({ script_id: 3, input: '{{ input.code }}' }), { scriptId: 3, input: 200 })
  assert.deepStrictEqual(await run({ script_id: 3, input: null }), { scriptId: 3, input: null })
  assert.equal(accepts(subScriptType, { script_id: 0 }), false)
})
