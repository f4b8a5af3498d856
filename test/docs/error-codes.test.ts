import assert from 'node:assert/strict'
import { test } from 'node:test'
import { errorStatus } from '../../src/domain/errors.ts'
import { readDocument } from '../support/docs/documents.ts'

test('the API reference lists every error code with its status', () => {
  const { text } = readDocument('docs/http-api.md')
  const listed = [...text.matchAll(/^\| (\d{3}) \| (.+?) \|/gm)].flatMap(([, status, codes = '']) =>
    [...codes.matchAll(/`(\w+)`/g)].map(([, code]) => [code, Number(status)]),
  )
  assert.deepEqual(Object.fromEntries(listed), errorStatus)
})
