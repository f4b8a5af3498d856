import assert from 'node:assert/strict'
import { test } from 'node:test'
import { success } from '../../../src/http/response/envelope.ts'
import { createDemoApp, jsonPost } from '../../support/http/demo-app.ts'

const english = 'The script was created.'
const korean = '스크립트를 생성했습니다.'
const cases = [
  { header: undefined, message: english },
  { header: 'ko', message: korean },
  { header: 'KO-kr', message: korean },
  { header: 'fr, ko;q=0.5, en;q=0.4', message: korean },
  { header: 'en-GB, ko;q=0.9', message: english },
  { header: 'ko;q=0, en', message: english },
  { header: 'fr', message: english },
  { header: '*', message: english },
  { header: ';;,=', message: english },
]

for (const { header, message } of cases) {
  test(`Accept-Language ${header ?? 'missing'} is answered "${message}"`, async () => {
    const init = jsonPost('{"name":"one"}', header ? { 'Accept-Language': header } : {})
    const response = await createDemoApp().app.request('/items', init)
    assert.deepEqual(await response.json(), success({ id: 1, name: 'one' }, message))
    assert.equal(response.headers.get('Content-Language'), message === korean ? 'ko' : 'en')
    assert.match(response.headers.get('Vary') ?? '', /Accept-Language/)
  })
}
