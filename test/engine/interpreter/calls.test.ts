import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chain } from '../../support/engine/graph-spec.ts'
import { buildGraph, buildHashed } from '../../support/engine/graphs.ts'
import { createRunner, recordOf, statusesOf } from '../../support/engine/run/world.ts'

const call = (id: string, parameters: Readonly<Record<string, unknown>>) => ({
  id,
  type: 'sub_script',
  parameters,
})

test('a called script gets the given input as its params and passes its output on', async () => {
  const { run, scripts } = await createRunner()
  const double = { id: 'double', type: 'transform', parameters: { expression: 'params.x * 2 + input.x' } }
  scripts.set(7, buildHashed([double]))
  const state = await run(buildGraph([call('call', { script_id: 7, input: { x: '{{ params.y }}' } })]), {
    input: { y: 4 },
  })
  assert.equal(state.execution.output, 12)
  assert.deepEqual(statusesOf(state), { call: 'completed', 'call/double': 'completed' })
})

test('a call without an input passes on the input of the node', async () => {
  const { run, scripts } = await createRunner()
  scripts.set(7, buildHashed([{ id: 'a', type: 'start' }]))
  const state = await run(buildGraph([call('call', { script_id: 7 })]), { input: 'mine' })
  assert.equal(state.execution.output, 'mine')
})

test('a called script does not see the nodes of its caller', async () => {
  const { run, scripts } = await createRunner()
  scripts.set(
    7,
    buildHashed([{ id: 'a', type: 'transform', parameters: { expression: '$exists(nodes.secret)' } }]),
  )
  const graph = buildGraph(
    [{ id: 'secret', type: 'start' }, call('call', { script_id: 7 })],
    chain('secret', 'call'),
  )
  assert.equal((await run(graph)).execution.output, false)
})

test('a failure in a called script fails the call and names the node', async () => {
  const { run, scripts } = await createRunner()
  scripts.set(7, buildHashed([{ id: 'inner', type: 'fail', parameters: { message: 'no stock' } }]))
  const state = await run(buildGraph([call('call', { script_id: 7 })]))
  assert.deepEqual(recordOf(state, 'call')?.error, { code: 'FAILED', message: 'node "inner": no stock' })
  assert.equal(state.execution.error?.node_id, 'call')
})

test('a missing script fails the call', async () => {
  const { run } = await createRunner()
  const { execution } = await run(buildGraph([call('call', { script_id: 7 })]))
  assert.equal(execution.error?.code, 'SCRIPT_NOT_FOUND')
})

test('a script without nodes fails the call, which is not tried again', async () => {
  const { run, scripts } = await createRunner()
  scripts.set(7, buildHashed([]))
  const retry = { max_attempts: 3, backoff_ms: 0, max_backoff_ms: 0 }
  const state = await run(buildGraph([{ ...call('call', { script_id: 7 }), retry }]))
  const { error, attempts } = recordOf(state, 'call') ?? {}
  assert.deepEqual([error, attempts], [{ code: 'SCRIPT_EMPTY', message: 'script 7 has no nodes' }, 1])
})

test('a script that calls itself is stopped 16 levels deep', async () => {
  const { run, scripts } = await createRunner()
  scripts.set(7, buildHashed([call('again', { script_id: 7 })]))
  const { execution, nodes } = await run(buildGraph([call('again', { script_id: 7 })]))
  assert.equal(execution.error?.code, 'SUB_SCRIPT_TOO_DEEP')
  assert.equal(nodes.length, 17)
})
