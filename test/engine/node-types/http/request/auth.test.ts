import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Auth, credentialsOf } from '../../../../../src/engine/node-types/http/request/auth.ts'

const base64 = (text: string) => Buffer.from(text).toString('base64')

const headers: readonly (readonly [auth: object, header: object])[] = [
  [{ type: 'basic', username: 'kim', password: 'a:b' }, { authorization: `Basic ${base64('kim:a:b')}` }],
  [{ type: 'basic', username: '', password: '비밀' }, { authorization: `Basic ${base64(':비밀')}` }],
  [{ type: 'bearer', token: 'abc.def' }, { authorization: 'Bearer abc.def' }],
  [{ type: 'header', name: 'X-API-Key', value: 'abc' }, { 'X-API-Key': 'abc' }],
]

test('credentials become a header', () => {
  for (const [auth, header] of headers) assert.deepEqual(credentialsOf(Auth.parse(auth)), header)
})

test('credentials that are none are refused', () => {
  for (const auth of [
    {},
    { type: 'digest', username: 'kim', password: 'a' },
    { type: 'basic', username: 'kim' },
    { type: 'basic', username: 'k:im', password: 'a' },
    { type: 'bearer', token: '' },
    { type: 'bearer', token: 'a\r\nX: y' },
    { type: 'bearer', token: 'a', username: 'kim' },
    { type: 'header', name: '', value: 'a' },
    { type: 'header', name: 'X', value: 'a\nb' },
  ]) {
    assert.equal(Auth.safeParse(auth).success, false, JSON.stringify(auth))
  }
})
