import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fileReadType } from '../../../src/engine/node-types/file-read.ts'
import { fileWorld } from '../../support/files/file-world.ts'

const endless = `a,b\n${'1,2\n'.repeat(5_000_000)}`

test('a cancelled read ends, and the next file is read', async (t) => {
  const { put, read, services } = await fileWorld(t, { outputBytes: 1_000_000_000 })
  await put('large', endless)
  await put('a', '1')
  const abort = new AbortController()
  const format = fileReadType.parameters.parse({ path: 'large', format: 'csv' })
  const reads = Array.from({ length: 5 }, () =>
    services.files.read('large', abort.signal, (file) =>
      services.formats.read(file, Object(format), abort.signal),
    ),
  )
  setTimeout(() => abort.abort(new Error('stop')), 50)
  for (const ended of await Promise.allSettled(reads)) {
    assert.equal(ended.status === 'rejected' && ended.reason.message, 'stop')
  }
  assert.equal(await read({}), '1')
})

test('files are read and written at once, each with its own content', async (t) => {
  const { read, write } = await fileWorld(t)
  const numbers = Array.from({ length: 20 }, (_, index) => index)
  const content = (n: number) => Array.from({ length: 50 }, (_, row) => ({ n: `${n}`, row: `${row}` }))
  await Promise.all(numbers.map((n) => write({ path: `${n}`, format: 'csv', content: content(n) })))
  const found = await Promise.all(numbers.map((n) => read({ path: `${n}`, format: 'csv' })))
  assert.deepEqual(found, numbers.map(content))
})
