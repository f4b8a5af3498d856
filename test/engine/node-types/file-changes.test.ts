import assert from 'node:assert/strict'
import { mkdir, readdir, readlink, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { fileDeleteType } from '../../../src/engine/node-types/file-delete.ts'
import { fileListType } from '../../../src/engine/node-types/file-list.ts'
import { fileMoveType } from '../../../src/engine/node-types/file-move.ts'
import { runTask } from '../../support/engine/run/run-task.ts'
import { fileWorld } from '../../support/files/file-world.ts'

type Parameters = Readonly<Record<string, unknown>>

/** a.txt, full/{b.csv, deep/c.txt, up -> ..}, empty/, link -> full/b.csv, out -> /etc, gone -> nowhere */
const createTree = async (t: TestContext) => {
  const { root, services, text } = await fileWorld(t)
  await mkdir(join(root, 'full/deep'), { recursive: true })
  await mkdir(join(root, 'empty'))
  await Promise.all([
    writeFile(join(root, 'a.txt'), 'a'),
    writeFile(join(root, 'full/b.csv'), 'a,b\n'),
    writeFile(join(root, 'full/deep/c.txt'), 'c'),
    symlink('..', join(root, 'full/up')),
    symlink('full/b.csv', join(root, 'link')),
    symlink('/etc', join(root, 'out')),
    symlink('nowhere', join(root, 'gone')),
  ])
  return {
    root,
    text,
    list: (parameters: Parameters) => runTask(fileListType, parameters, { services }),
    move: (parameters: Parameters) => runTask(fileMoveType, parameters, { services }),
    remove: (parameters: Parameters) => runTask(fileDeleteType, parameters, { services }),
  }
}

const pathsOf = (listed: unknown) => Object.values(Object(listed)).map((entry) => Object(entry).path)

test('a folder is listed, folders first, without what leads out', async (t) => {
  const { list } = await createTree(t)
  assert.deepEqual(pathsOf(await list({})), ['empty', 'full', 'a.txt', 'link'])
  assert.deepEqual(pathsOf(await list({ path: 'full' })), ['full/deep', 'full/up', 'full/b.csv'])
  const [file] = Object.values(Object(await list({ path: 'full/deep' })))
  const { modified_at, ...rest } = Object(file)
  assert.deepEqual(rest, { name: 'c.txt', path: 'full/deep/c.txt', kind: 'file', size: 1 })
  assert.ok(Date.parse(modified_at) > 0)
})

test('the folders below are listed when asked for, and no link is followed round and round', async (t) => {
  const { list } = await createTree(t)
  assert.deepEqual(pathsOf(await list({ recursive: true })), [
    'empty',
    'full',
    'a.txt',
    'link',
    'full/deep',
    'full/up',
    'full/b.csv',
    'full/deep/c.txt',
  ])
})

test('what cannot be listed is refused', async (t) => {
  const { list } = await createTree(t)
  await assert.rejects(list({ path: 'missing' }), { code: 'FILE_NOT_FOUND' })
  await assert.rejects(list({ path: 'a.txt' }), { code: 'FILE_ERROR', message: /not a folder/ })
  for (const path of ['..', 'out', '/etc'])
    await assert.rejects(list({ path }), { code: 'FILE_OUTSIDE_FOLDER' })
  const tooMany = { code: 'TOO_MANY_FILES', message: /more than 3 entries. Raise `limit`/, retryable: false }
  await assert.rejects(list({ limit: 3 }), tooMany)
})

test('files, empty folders and links are deleted, and nothing that a link leads to', async (t) => {
  const { root, remove } = await createTree(t)
  for (const path of ['a.txt', 'empty', 'link', 'gone', 'out', 'full/deep/c.txt']) {
    assert.deepEqual(await remove({ path }), { path, deleted: true })
  }
  assert.deepEqual(await readdir(root), ['full'])
  assert.deepEqual((await readdir(join(root, 'full'))).sort(), ['b.csv', 'deep', 'up'])
  assert.ok((await readdir('/etc')).length > 0)
})

test('what cannot be deleted is refused', async (t) => {
  const { root, remove } = await createTree(t)
  const before = await readdir(root)
  await assert.rejects(remove({ path: 'missing' }), { code: 'FILE_NOT_FOUND', message: /`missing`/ })
  assert.deepEqual(await remove({ path: 'no/file', missing: 'ignore' }), { path: 'no/file', deleted: false })
  await assert.rejects(remove({ path: 'full' }), { code: 'FILE_ERROR', message: /not empty/ })
  for (const path of ['.', 'full/..']) await assert.rejects(remove({ path }), { code: 'FILE_ERROR' })
  for (const path of ['..', '../x', '/etc/passwd', 'out/passwd']) {
    await assert.rejects(remove({ path }), { code: 'FILE_OUTSIDE_FOLDER' }, path)
  }
  assert.deepEqual(await readdir(root), before)
})

test('files and folders are moved, into folders that are made for them', async (t) => {
  const { root, text, move } = await createTree(t)
  assert.deepEqual(await move({ from: 'a.txt', to: 'new/deep/b.txt' }), { path: 'new/deep/b.txt' })
  assert.equal(await text('new/deep/b.txt'), 'a')
  assert.deepEqual(await move({ from: 'full', to: 'other' }), { path: 'other' })
  assert.equal(await text('other/deep/c.txt'), 'c')
  assert.deepEqual(await move({ from: 'gone', to: 'lost' }), { path: 'lost' })
  assert.equal(await readlink(join(root, 'lost')), 'nowhere')
  assert.deepEqual((await readdir(root)).sort(), ['empty', 'link', 'lost', 'new', 'other', 'out'])
})

test('a move replaces a file only when that is asked for', async (t) => {
  const { text, move } = await createTree(t)
  const paths = { from: 'a.txt', to: 'full/b.csv' }
  await assert.rejects(move(paths), { code: 'FILE_EXISTS', retryable: false })
  assert.equal(await text('full/b.csv'), 'a,b\n')
  await move({ ...paths, overwrite: true })
  assert.equal(await text('full/b.csv'), 'a')
})

test('an error names the path that is wrong', async (t) => {
  const { move } = await createTree(t)
  await assert.rejects(move({ from: 'a.txt', to: '../x' }), { message: /^"..\/x" is outside/ })
  await assert.rejects(move({ from: 'a.txt', to: 'a.txt/x' }), { message: /^"a.txt\/x" leads through/ })
  await assert.rejects(move({ from: '../y', to: 'x' }), { message: /^"..\/y" is outside/ })
  await assert.rejects(move({ from: 'full', to: 'full/x' }), { message: '"full/x" is inside "full"' })
})

test('what cannot be moved is refused, and stays', async (t) => {
  const { root, move } = await createTree(t)
  const before = await readdir(root)
  const refused: readonly (readonly [from: string, to: string, code: string])[] = [
    ['missing', 'x', 'FILE_NOT_FOUND'],
    ['a.txt', 'empty', 'FILE_EXISTS'],
    ['full', 'full/deep/full', 'FILE_ERROR'],
    ['.', 'x', 'FILE_ERROR'],
    ['a.txt', '../x', 'FILE_OUTSIDE_FOLDER'],
    ['a.txt', 'a.txt/x', 'FILE_ERROR'],
    ['../x', 'y', 'FILE_OUTSIDE_FOLDER'],
    ['a.txt', 'out/x', 'FILE_OUTSIDE_FOLDER'],
    ['out/passwd', 'y', 'FILE_OUTSIDE_FOLDER'],
    ['a.txt', 'x\n', 'FILE_ERROR'],
  ]
  for (const [from, to, code] of refused) {
    await assert.rejects(move({ from, to, overwrite: true }), { code }, `${from} to ${to}`)
  }
  assert.deepEqual(await readdir(root), before)
})
