import assert from 'node:assert/strict'
import { mkdir, readdir, rm, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileWorld } from '../../support/files/file-world.ts'

const QUOTA = 1000

const full = { code: 'WORKSPACE_FULL', message: /WORKSPACE_QUOTA_BYTES/, retryable: false }

test('the files of the workspace never take more than the quota, wherever they are', async (t) => {
  const { root, put, write } = await fileWorld(t, { quotaBytes: QUOTA })
  await mkdir(join(root, 'deep/er'), { recursive: true })
  await put('deep/er/old', 'x'.repeat(600))
  await assert.rejects(write({ path: 'b', content: 'x'.repeat(401) }), full)
  await write({ path: 'b', content: 'x'.repeat(400) })
  for (const mode of ['overwrite', 'append', 'create']) {
    await assert.rejects(write({ path: `new-${mode}`, content: 'x', mode }), full, mode)
  }
  await assert.rejects(write({ path: 'b', content: 'x', mode: 'append' }), full)
})

test('what is replaced counts once, and what is deleted not at all', async (t) => {
  const { services, write } = await fileWorld(t, { quotaBytes: QUOTA })
  const { signal } = new AbortController()
  const big = 'x'.repeat(QUOTA)
  await write({ path: 'a', content: big })
  await write({ path: 'a', content: big })
  await services.files.remove('a', signal)
  await write({ path: 'b', content: 'x'.repeat(QUOTA / 2) })
  await write({ path: 'c', content: 'x'.repeat(QUOTA / 2) })
  await services.files.move({ from: 'b', to: 'c', overwrite: true }, signal)
  await write({ path: 'd', content: 'x'.repeat(QUOTA / 2) })
})

test('a file that is moved to where it is frees nothing', async (t) => {
  const { services, write } = await fileWorld(t, { quotaBytes: QUOTA })
  await write({ path: 'a', content: 'x'.repeat(QUOTA) })
  await services.files.move({ from: 'a', to: './a', overwrite: true }, new AbortController().signal)
  await assert.rejects(write({ path: 'b', content: 'x' }), full)
})

test('what writes left that ended with the program is removed, but not what may still be written', async (t) => {
  const now = Date.now()
  const { root, put, write } = await fileWorld(t, { quotaBytes: QUOTA, clock: { now: () => now } })
  const [left, written] = ['0', '1'].map((digit) => `.${digit.repeat(8)}-0000-0000-0000-000000000000.tmp`)
  assert.ok(left && written)
  await put(left, 'x'.repeat(700))
  await put(written, 'x'.repeat(200))
  await utimes(join(root, left), now / 1000, (now - 2 * 3_600_000) / 1000)
  await assert.rejects(write({ path: 'a', content: 'x'.repeat(801) }), full)
  await write({ path: 'a', content: 'x'.repeat(800) })
  assert.deepEqual((await readdir(root)).sort(), [written, 'a'])
})

test('files that others delete make room', async (t) => {
  let now = 0
  const { root, write } = await fileWorld(t, { quotaBytes: QUOTA, clock: { now: () => now } })
  await write({ path: 'a', content: 'x'.repeat(QUOTA) })
  await rm(join(root, 'a'))
  now += 1000
  await write({ path: 'b', content: 'x'.repeat(QUOTA) })
})

test('without a quota there is none', async (t) => {
  const { write } = await fileWorld(t, { quotaBytes: 0 })
  await write({ path: 'a', content: 'x'.repeat(QUOTA) })
})

test('writes at the same time do not take more than the quota together', async (t) => {
  const { write } = await fileWorld(t, { quotaBytes: QUOTA })
  for (const mode of ['overwrite', 'append']) {
    const content = 'x'.repeat(QUOTA / 2 - 100)
    const writes = ['a', 'b', 'c', 'd'].map((name) => write({ path: `${name}-${mode}`, content, mode }))
    const ends = await Promise.allSettled(writes)
    const written = ends.filter(({ status }) => status === 'fulfilled')
    assert.equal(written.length, mode === 'overwrite' ? 2 : 0, mode)
    for (const end of ends) {
      if (end.status === 'rejected') assert.equal(end.reason.code, full.code)
    }
  }
})
