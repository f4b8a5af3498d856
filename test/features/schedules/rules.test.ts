import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createClient } from '@libsql/client'
import { createScheduledApp } from '../../support/http/scheduled-app.ts'
import { createTestApp } from '../../support/http/test-app.ts'

const NOTHING = { name: 'Nothing', nodes: [{ id: 'a', type: 'transform', parameters: { expression: '1' } }] }

test('names and functions in the input are checked when it is saved', async (t) => {
  const { app } = await createScheduledApp(t, NOTHING, { every_ms: 1000 })
  const problem = async (expression: string) => {
    const body = { input: { a: [`{{ ${expression} }}`] } }
    const { status, json } = await app.request('PATCH', '/api/schedules/1', { body })
    return [status, json.details?.[0].path, json.details?.[0].code]
  }
  assert.deepEqual(await problem('shedule.time'), [422, 'input.a.0', 'unknown_name'])
  assert.deepEqual(await problem('schedule.tme'), [422, 'input.a.0', 'unknown_member'])
  assert.deepEqual(await problem('$.schedule.tme & "x"'), [422, 'input.a.0', 'unknown_member'])
  assert.deepEqual(await problem('$subtsring(schedule.time, 1)'), [422, 'input.a.0', 'unknown_function'])
  assert.deepEqual(await problem('$secret("A")'), [422, 'input.a.0', 'schedule_secret'])
  assert.deepEqual(await problem('1 +'), [422, 'input.a.0', 'invalid_expression'])
  assert.deepEqual(await problem('$substring(schedule.time, 1)'), [200, undefined, undefined])
  const fields = '{{ schedule.id & schedule.name & schedule.timezone & schedule.time }}'
  assert.equal((await app.request('PATCH', '/api/schedules/1', { body: { input: fields } })).status, 200)
  const meant = await app.request('PATCH', '/api/schedules/1', { body: { input: '{{ schedule.tme }}' } })
  assert.match(meant.json.details[0].message, /"?schedule\.time"?/)
  const body = { script_id: 1, name: 'Other', every_ms: 1000, input: '{{ params }}' }
  assert.equal((await app.request('POST', '/api/schedules', { body })).status, 422)
})

test('an input is at most 64 KiB as JSON, because a page has up to 200', async (t) => {
  const { app } = await createScheduledApp(t, NOTHING, { every_ms: 1000 })
  const patch = (length: number) =>
    app.request('PATCH', '/api/schedules/1', { body: { input: 'x'.repeat(length) } })
  assert.equal((await patch(65_534)).status, 200)
  const { status, json } = await patch(65_535)
  const [{ path, code, message }] = json.details
  assert.deepEqual([status, path, code], [422, 'input', 'value_too_large'])
  assert.match(message, /65536 bytes/)
})

test('an input that was saved when less was checked does not keep a schedule from being changed', async (t) => {
  const { app } = await createScheduledApp(t, NOTHING, { every_ms: 1000, input: '{{ schedule.id }}' })
  const client = createClient({ url: `file:${app.folder}/scriptd.db` })
  await client.execute(`UPDATE schedules SET input = '"{{ shedule.id }}"'`)
  client.close()
  const { json } = await app.request('GET', '/api/schedules/1')
  assert.equal(json.data.input, '{{ shedule.id }}')
  assert.equal((await app.request('PATCH', '/api/schedules/1', { body: { enabled: false } })).status, 200)
  const renamed = { ...json.data, name: 'Renamed' }
  assert.equal((await app.request('PUT', '/api/schedules/1', { body: renamed })).status, 200)
  const body = { ...renamed, input: { a: '{{ shedule.id }}' } }
  assert.equal((await app.request('PUT', '/api/schedules/1', { body })).status, 422)
})

test('what is wrong with a cron expression is told in the language of the request', async (t) => {
  const { request } = await createTestApp(t)
  const messageOf = async (cron: string, language: string) => {
    const headers = { 'Accept-Language': language }
    const answer = await request('POST', '/api/schedules/preview', { body: { cron }, headers })
    assert.equal(answer.status, 422)
    return answer.json.details[0].message
  }
  assert.equal(
    await messageOf('0 24 * * *', 'en'),
    'Field 2 of the cron expression takes values from 0 to 23, and not "24".',
  )
  assert.equal(
    await messageOf('0 24 * * *', 'ko'),
    'cron 식의 2번째 필드에는 0부터 23까지 쓸 수 있습니다. 잘못된 값: "24"',
  )
  assert.match(await messageOf('0 0 30 2 *', 'ko'), /^cron 식이 2월 30일처럼/)
})
