import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createDemoApp, jsonPost } from '../../support/http/demo-app.ts'
import { errorOf } from '../../support/http/read.ts'

const detailsOf = async (path: string, init: RequestInit) => {
  const response = await createDemoApp().app.request(path, init)
  assert.equal(response.status, 422)
  const { error_code, details = [] } = await errorOf(response)
  assert.equal(error_code, 'VALIDATION_FAILED')
  return details
}

test('every problem of the body is reported with its path', async () => {
  assert.deepEqual(await detailsOf('/items', jsonPost('{"name":"","size":1.5}')), [
    { path: 'name', code: 'too_small', message: 'Must not be empty.' },
    { path: 'size', code: 'invalid_type', message: 'Must be a whole number, not 1.5.' },
  ])
})

test('problems are in Korean, with the received value', async () => {
  const init = jsonPost('{"name":"","size":"big","url":"http:"}', { 'Accept-Language': 'ko' })
  assert.deepEqual(await detailsOf('/items', init), [
    { path: 'name', code: 'too_small', message: '비어 있지 않아야 합니다.' },
    {
      path: 'size',
      code: 'invalid_type',
      message: '필요한 형식: 숫자, 받은 형식: 문자열',
    },
    { path: 'url', code: 'invalid_expression', message: '표현식이 올바르지 않습니다: https' },
  ])
})

test('a wrong query parameter has a path below query', async () => {
  const [detail] = await detailsOf('/items?limit=900', {})
  assert.equal(detail?.path, 'query.limit')
})

test('an unknown query parameter is refused, and the one that is meant is named', async () => {
  assert.deepEqual(await detailsOf('/items?limt=5', {}), [
    {
      path: 'query',
      code: 'unrecognized_keys',
      message: 'There is no field "limt" here. Did you mean "limit"?',
    },
  ])
})

test('a number that is too large is reported once, however large it is', async () => {
  for (const limit of ['201', '9007199254740993', '9'.repeat(40)]) {
    assert.deepEqual(await detailsOf(`/items?limit=${limit}`, {}), [
      { path: 'query.limit', code: 'too_big', message: 'Must be at most 200.' },
    ])
  }
})

test('a required body must be sent', async () => {
  const [detail] = await detailsOf('/items', { method: 'POST' })
  assert.deepEqual([detail?.path, detail?.code], ['name', 'invalid_type'])
})
