import assert from 'node:assert/strict'
import { constants } from 'node:fs'
import { mkdir, rename, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { FolderFiles } from '../../../src/features/folders/files/folder-files.ts'
import {
  choosePinning,
  type PinEntry,
  pinByHandle,
  pinByName,
} from '../../../src/features/folders/files/pinned-entry.ts'
import { WorkspaceQuota } from '../../../src/features/folders/files/workspace-quota.ts'
import { KeyedQueue } from '../../../src/lib/async/keyed-queue.ts'
import { systemClock } from '../../../src/lib/time/clock.ts'
import { readText, writeText } from '../../support/files/plain-content.ts'
import { createFolder } from '../../support/process/command.ts'

/** base/{secret.txt, in/{file.txt, sub/, out -> .., link -> file.txt, loop -> loop}} */
const setUp = async (t: TestContext) => {
  const base = await createFolder(t)
  const folder = join(base, 'in')
  await mkdir(join(folder, 'sub'), { recursive: true })
  await Promise.all([
    writeFile(join(base, 'secret.txt'), 'secret'),
    writeFile(join(folder, 'file.txt'), 'inside'),
    symlink('..', join(folder, 'out')),
    symlink('file.txt', join(folder, 'link')),
    symlink('loop', join(folder, 'loop')),
  ])
  return { base, folder }
}

test('the system offers a way of pinning that links cannot deceive', {
  skip: process.platform !== 'linux',
}, async (t) => {
  assert.equal(await choosePinning((await setUp(t)).base), pinByHandle)
})

const ways: Readonly<Record<string, PinEntry>> = { handles: pinByHandle, names: pinByName }

for (const [name, pin] of Object.entries(ways)) {
  const skip = pin === pinByHandle && process.platform !== 'linux'

  test(`files are read and written by ${name}, and no link leads out`, { skip }, async (t) => {
    const { folder } = await setUp(t)
    await using pinned = await pin(folder)
    const files = new FolderFiles({
      folder: { entry: pinned, paths: [folder] },
      pin,
      maxBytes: 100,
      quota: new WorkspaceQuota({ bytes: 0, clock: systemClock, root: () => folder }),
      appending: new KeyedQueue(),
      naming: new KeyedQueue(),
    })
    for (const path of ['file.txt', 'link', join(folder, 'link')]) {
      assert.equal(await readText(files, path), 'inside', path)
    }
    const written = await writeText(files, { path: 'sub/a/b.txt', content: 'ab', mode: 'append' })
    assert.deepEqual(written, { path: join('sub', 'a', 'b.txt'), size: 2 })
    await writeText(files, { path: 'link', content: 'new', mode: 'overwrite' })
    assert.equal(await readText(files, 'file.txt'), 'new')
    for (const path of ['out/secret.txt', '../secret.txt', 'out/new.txt']) {
      await assert.rejects(readText(files, path), { code: 'FILE_OUTSIDE_FOLDER' }, path)
      const write = writeText(files, { path, content: 'x', mode: 'overwrite' })
      await assert.rejects(write, { code: 'FILE_OUTSIDE_FOLDER' }, path)
    }
    await assert.rejects(readText(files, 'loop'), { code: 'FILE_ERROR' })
  })

  test(`an entry pinned by ${name} is not opened after it was replaced`, {
    skip,
  }, async (t) => {
    const { base, folder } = await setUp(t)
    await using pinned = await pin(join(folder, 'file.txt'))
    await rename(join(base, 'secret.txt'), join(folder, 'file.txt'))
    const found = await pinned.open(constants.O_RDONLY).then(
      async (handle) => {
        await using opened = handle
        return opened.readFile('utf8')
      },
      (error) => error.code,
    )
    assert.ok(['inside', 'ESTALE'].includes(found), found)
  })
}
