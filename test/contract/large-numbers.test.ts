import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createExecutionApp } from '../support/http/execution-app.ts'

const LARGE = '12345678901234567890'
const pad = 'x'.repeat(40_000)

for (const { size, note } of [
  { size: 'short', note: 'x' },
  { size: 'long', note: pad },
]) {
  test(`large integers in free JSON of a ${size} body become text with all their digits`, async (t) => {
    const { call } = await createExecutionApp(t)
    const created = await call('POST', '/scripts', {
      body: `{"name":"a","nodes":[{"id":"a","type":"transform","parameters":{"expression":"params.id"},
        "metadata":{"id":${LARGE},"note":"${note}"}}]}`,
    })
    assert.equal(created.status, 201)
    assert.equal(created.json.data.nodes[0].metadata.id, LARGE)
    const ran = await call('POST', '/scripts/1/execute', {
      body: `{"input":{"id":-${LARGE},"small":9007199254740991,"note":"${note}"}}`,
    })
    assert.deepEqual([ran.json.data.output, ran.json.data.input.small], [`-${LARGE}`, 2 ** 53 - 1])
    const set = await call('PUT', '/config/user-settings/a', { body: `{"value":[${LARGE},1e20,"${note}"]}` })
    assert.deepEqual(set.json.data.value, [LARGE, 1e20, note])
  })

  test(`a number in a ${size} body that no double can hold is refused with its path`, async (t) => {
    const { call } = await createExecutionApp(t)
    for (const [language, message] of [
      ['en', /out of range/],
      ['ko', /범위/],
    ] as const) {
      const { status, json } = await call('PUT', '/config/user-settings/a', {
        body: `{"key":"${note}","value":{"b":[1,-1e400]}}`,
        headers: { 'Accept-Language': language },
      })
      const [detail] = json.details
      assert.deepEqual([status, detail.path, detail.code], [422, 'value.b.1', 'number_overflow'])
      assert.match(detail.message, message)
    }
  })
}

test('where a number is wanted, a large one is refused as too large and not as text', async (t) => {
  const { call } = await createExecutionApp(t)
  const { status, json } = await call('POST', '/dashboard/stats/increment', {
    body: `{"deltas":{"a":${LARGE}}}`,
  })
  assert.deepEqual([status, json.details[0].path, json.details[0].code], [422, 'deltas.a', 'too_big'])
  const node = `{"id":"a","type":"start","position":{"x":${LARGE},"y":0}}`
  const created = await call('POST', '/scripts', { body: `{"name":"a","nodes":[${node}]}` })
  assert.deepEqual([created.status, created.json.data.nodes[0].position.x], [201, Number(LARGE)])
})
