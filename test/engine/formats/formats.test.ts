import assert from 'node:assert/strict'
import { readdir } from 'node:fs/promises'
import { test } from 'node:test'
import { fileReadType } from '../../../src/engine/node-types/file-read.ts'
import { mountSmallDisk } from '../../support/db/small-disk.ts'
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
      services.formats.read(file, Object(format), { signal: abort.signal, share: { holder: 'me' } }),
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

test('on a full disk nothing is added to a file, and no new one is left', async (t) => {
  const disk = await mountSmallDisk(t)
  if (!disk) return t.skip('no disk can be mounted')
  const { text, write, root } = await fileWorld(t, { root: disk.folder })
  await write({ content: [{ a: 1 }], format: 'csv' })
  await disk.fill()
  const content = Array.from({ length: 50_000 }, () => ({ a: 'some text' }))
  const failure = { code: 'DISK_FULL', message: /Free some space/, retryable: false }
  await assert.rejects(write({ content, format: 'csv', mode: 'append' }), failure)
  await assert.rejects(write({ content, format: 'csv', path: 'new' }), failure)
  assert.equal(await text('a'), 'a\n1\n')
  assert.deepEqual((await readdir(root)).sort(), ['a', 'filler'])
})
