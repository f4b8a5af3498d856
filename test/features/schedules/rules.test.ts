import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createScheduledApp } from '../../support/http/scheduled-app.ts'

const NOTHING = { name: 'Nothing', nodes: [{ id: 'a', type: 'transform', parameters: { expression: '1' } }] }

test('names and functions in the input are checked when it is saved', async (t) => {
  const { app } = await createScheduledApp(t, NOTHING, { every_ms: 1000 })
  const problem = async (expression: string) => {
    const body = { input: { a: [`{{ ${expression} }}`] } }
    const { status, json } = await app.request('PATCH', '/api/schedules/1', { body })
    return [status, json.details?.[0].path, json.details?.[0].code]
  }
  assert.deepEqual(await problem('shedule.time'), [422, 'input.a.0', 'unknown_name'])
  assert.deepEqual(await problem('$subtsring(schedule.time, 1)'), [422, 'input.a.0', 'unknown_function'])
  assert.deepEqual(await problem('$secret("A")'), [422, 'input.a.0', 'schedule_secret'])
  assert.deepEqual(await problem('1 +'), [422, 'input.a.0', 'invalid_expression'])
  assert.deepEqual(await problem('$substring(schedule.time, 1)'), [200, undefined, undefined])
  const body = { script_id: 1, name: 'Other', every_ms: 1000, input: '{{ params }}' }
  assert.equal((await app.request('POST', '/api/schedules', { body })).status, 422)
})
