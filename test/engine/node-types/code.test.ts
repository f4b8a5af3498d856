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

test('Code is a text of some length', () => {
  for (const parameters of [{}, { code: '' }, { code: 'x'.repeat(100_001) }, { code: 'x', more: 1 }]) {
    assert.equal(codeType.parameters.safeParse(parameters).success, false)
  }
})
