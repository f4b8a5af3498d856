import assert from 'node:assert/strict'
import { test } from 'node:test'
import { texts } from '../../../src/app/texts.ts'
import { openApiDocument } from '../../../src/http/openapi/document.ts'
import { createDemoApp } from '../../support/http/demo-app.ts'

test('the document describes the mounted routes with one error component', () => {
  const document = openApiDocument(createDemoApp().app, texts)
  assert.equal(document.openapi, '3.1.0')
  assert.deepEqual(Object.keys(document.paths ?? {}), ['/items', '/items/{id}'])
  assert.deepEqual(Object.keys(document.components?.schemas ?? {}).sort(), [
    'ErrorCode',
    'ErrorDetail',
    'ErrorResponse',
    'Item',
    'ItemList',
    'ItemResponse',
    'NewItem',
  ])
  assert.deepEqual(document.tags, [{ name: 'scripts', description: 'Create, change and delete scripts.' }])
})

test('each code of a status has its example', () => {
  const document = openApiDocument(createDemoApp().app, texts)
  const conflict = Object(document.paths?.['/items']?.post?.responses?.['409'])
  assert.equal(conflict.description, 'SCRIPT_NAME_TAKEN, NODE_ID_TAKEN')
  const { examples } = conflict.content['application/json']
  assert.deepEqual(examples.NODE_ID_TAKEN, { $ref: '#/components/examples/NODE_ID_TAKEN' })
  const example = Object(document.components?.examples?.NODE_ID_TAKEN)
  assert.equal(example.value.error_code, 'NODE_ID_TAKEN')
  assert.doesNotMatch(JSON.stringify(document.components?.examples), /\{\w+\}/)
})

test('304 and header references are documented', () => {
  const document = openApiDocument(createDemoApp().app, texts)
  const operation = document.paths?.['/items']?.get
  assert.ok(operation?.responses?.['304'])
  assert.deepEqual(Object.keys(document.components?.headers ?? {}).sort(), [
    'Content-Language',
    'ETag',
    'Location',
    'RateLimit',
    'RateLimit-Policy',
    'Retry-After',
    'WWW-Authenticate',
    'X-Request-Id',
  ])
})

test('the document is served with an ETag', async () => {
  const { app } = createDemoApp()
  const response = await app.request('/openapi.json')
  assert.match(await response.text(), /"title":"scriptd"/)
  const etag = response.headers.get('ETag') ?? ''
  const again = await app.request('/openapi.json', { headers: { 'If-None-Match': etag } })
  assert.equal(again.status, 304)
})
