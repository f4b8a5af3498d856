import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ScriptPlaces } from '../../../src/engine/embedded/scheduling/script-places.ts'
import type { ScriptLimit, ScriptSource } from '../../../src/engine/records.ts'
import { emptyGraph } from '../../support/engine/execution-records.ts'

/** Places of scripts with these limits, which can change. */
const createPlaces = async (limits: Record<number, ScriptLimit['max']>, whenReached = 'queue' as const) => {
  let changed: (id: number) => void = () => undefined
  const scripts: ScriptSource = {
    graphOf: async (id) => {
      const max = limits[id]
      return { ...emptyGraph, strict: false, ...(max !== undefined && { limit: { max, whenReached } }) }
    },
    onChange: (listener) => {
      changed = listener
    },
  }
  const places = new ScriptPlaces(scripts, async () => [])
  await places.readLimits(Object.keys(limits).map(Number))
  const entered: string[] = []
  const enter = (scriptId: number, id: string) => {
    places.accept({ scriptId, id })
    return places.enter({ scriptId, id }, () => entered.push(id))
  }
  const leave = (scriptId: number, id: string) => places.leave({ scriptId, id })
  const call = (scriptId: number, executionId: string, key: string, ownScript = 0) => {
    const path = key.slice(0, Math.max(0, key.lastIndexOf('/')))
    return places.call(scriptId, { key, path, executionId, ownScript, signal: new AbortController().signal })
  }
  const setLimit = async (id: number, max: number | undefined) => {
    if (max === undefined) delete limits[id]
    else limits[id] = max
    changed(id)
    await places.readLimits([])
    await Promise.resolve()
  }
  return { places, entered, enter, leave, call, setLimit }
}

test('executions enter in the order of their arrival, others of no limit at once', async () => {
  const { entered, enter, leave } = await createPlaces({ 1: 2 })
  assert.deepEqual(
    ['a', 'b', 'c', 'd'].map((id) => enter(1, id)),
    [true, true, false, false],
  )
  assert.equal(enter(2, 'x'), true)
  leave(1, 'b')
  leave(1, 'd')
  leave(1, 'a')
  assert.deepEqual(entered, ['a', 'b', 'x', 'c'])
})

test('a limit that is raised or removed lets those in that wait', async () => {
  const { entered, enter, setLimit } = await createPlaces({ 1: 1 })
  for (const id of ['a', 'b', 'c', 'd']) enter(1, id)
  await setLimit(1, 2)
  assert.deepEqual(entered, ['a', 'b'])
  await setLimit(1, undefined)
  assert.deepEqual(entered, ['a', 'b', 'c', 'd'])
})

test('what had a place before a restart keeps it, even beyond the limit', async () => {
  const { places, entered, enter, leave } = await createPlaces({ 1: 1 })
  for (const id of ['b', 'c']) places.restore({ scriptId: 1, id })
  for (const id of ['a', 'b', 'c']) enter(1, id)
  assert.deepEqual(entered, ['b', 'c'])
  leave(1, 'b')
  assert.deepEqual(entered, ['b', 'c'])
  leave(1, 'c')
  assert.deepEqual(entered, ['b', 'c', 'a'])
})

test('calls take places, apart from those within an execution or a call of the same script', async () => {
  const { places, enter, leave, call } = await createPlaces({ 1: 1 })
  assert.equal(call(1, 'p', 'first'), undefined)
  assert.equal(call(1, 'p', 'first/again'), undefined)
  assert.equal(call(1, 'q', 'own', 1), undefined)
  const second = call(1, 'p', 'second')
  assert.ok(second instanceof Promise)
  assert.equal(enter(1, 'a'), false)
  places.endCall(1, { executionId: 'p', key: 'first', path: '' })
  await second
  leave(1, 'a')
})

test('a call that would wait for itself fails, one that only waits long does not', async () => {
  const { enter, call, leave } = await createPlaces({ 1: 1, 2: 1 })
  enter(1, 'a')
  enter(2, 'b')
  const waiting = call(2, 'a', 'call', 1)
  assert.ok(waiting instanceof Promise)
  assert.throws(() => call(1, 'b', 'call', 2), { code: 'SCRIPT_BUSY' })
  leave(2, 'b')
  await waiting
  const { call: other } = await createPlaces({ 3: 1 })
  assert.equal(other(3, 'c', 'items[0]/call'), undefined)
  assert.ok(other(3, 'c', 'items[1]/call') instanceof Promise)
})
