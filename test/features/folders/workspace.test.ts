import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { NodeError } from '../../../src/engine/errors.ts'
import { Workspace } from '../../../src/features/folders/workspace.ts'
import { systemClock } from '../../../src/lib/time/clock.ts'
import { readText, type TextWrite, writeText } from '../../support/files/plain-content.ts'

const FILE_MAX_BYTES = 64
/**
 * outside/secret.txt, and a workspace that holds folders, files, a pipe and links of every kind:
 * work/{sub/{deep,note.txt}, other/note.txt, a.txt, pipe, inner -> sub, leak -> ../outside, gone -> nowhere}
 */
const createWorkspace = async (t: TestContext) => {
  const base = await realpath(await mkdtemp(join(tmpdir(), 'workspace-')))
  t.after(() => rm(base, { recursive: true, force: true }))
  const root = join(base, 'work')
  const outside = join(base, 'outside')
  await Promise.all([
    mkdir(join(root, 'sub', 'deep'), { recursive: true }),
    mkdir(join(root, 'other'), { recursive: true }),
    mkdir(outside),
  ])
  await Promise.all([
    writeFile(join(root, 'a.txt'), 'in the root'),
    writeFile(join(root, 'sub', 'note.txt'), 'in sub'),
    writeFile(join(root, 'other', 'note.txt'), 'in other'),
    writeFile(join(outside, 'secret.txt'), 'secret'),
    symlink('sub', join(root, 'inner')),
    symlink(outside, join(root, 'leak')),
    symlink('nowhere', join(root, 'gone')),
    symlink(join(outside, 'secret.txt'), join(root, 'sub', 'leak.txt')),
    symlink(join(outside, 'made.txt'), join(root, 'sub', 'gone.txt')),
    symlink('note.txt', join(root, 'sub', 'alias.txt')),
    symlink('deep/nothing.txt', join(root, 'sub', 'lost.txt')),
  ])
  execFileSync('mkfifo', [join(root, 'sub', 'pipe')])
  const workspace = new Workspace({ root, fileMaxBytes: FILE_MAX_BYTES, quotaBytes: 0, clock: systemClock })
  await workspace.open()
  return { workspace, root, outside }
}

const read = async (workspace: Workspace, path: string) => await readText(workspace, path)

const overwrite = (path: string): TextWrite => ({ path, content: 'new', mode: 'overwrite' })

test('a missing root is made', async (t) => {
  const { root } = await createWorkspace(t)
  const workspace = new Workspace({
    root: join(root, 'new', 'root'),
    fileMaxBytes: FILE_MAX_BYTES,
    quotaBytes: 0,
    clock: systemClock,
  })
  await workspace.open()
  assert.deepEqual(await workspace.browse(''), [])
})

test('a folder is selected by any path that leads to it', async (t) => {
  const { workspace, root } = await createWorkspace(t)
  const cases = [
    ['', ''],
    ['.', ''],
    ['sub', 'sub'],
    ['./sub//deep/', 'sub/deep'],
    ['sub/../other', 'other'],
    ['inner', 'sub'],
    ['inner/deep', 'sub/deep'],
    [root, ''],
    [join(root, 'sub'), 'sub'],
  ] as const
  for (const [path, selected] of cases) {
    assert.equal(await workspace.select(path), selected, path)
    assert.equal(workspace.selected, selected, path)
  }
})

test('an absolute path may name the root through a link', async (t) => {
  const { root, outside } = await createWorkspace(t)
  const linkedRoot = join(outside, 'linked')
  await symlink(root, linkedRoot)
  const workspace = new Workspace({
    root: linkedRoot,
    fileMaxBytes: FILE_MAX_BYTES,
    quotaBytes: 0,
    clock: systemClock,
  })
  await workspace.open()
  assert.equal(await workspace.select(join(linkedRoot, 'sub')), 'sub')
})

test('a folder that cannot be selected is refused and the selection stays', async (t) => {
  const { workspace, outside } = await createWorkspace(t)
  await workspace.select('sub')
  const cases = [
    ['..', 'PATH_OUTSIDE_WORKSPACE'],
    ['../outside', 'PATH_OUTSIDE_WORKSPACE'],
    ['../missing', 'PATH_OUTSIDE_WORKSPACE'],
    ['sub/../../outside', 'PATH_OUTSIDE_WORKSPACE'],
    ['../work-and-more', 'PATH_OUTSIDE_WORKSPACE'],
    ['/', 'PATH_OUTSIDE_WORKSPACE'],
    [outside, 'PATH_OUTSIDE_WORKSPACE'],
    ['leak', 'PATH_OUTSIDE_WORKSPACE'],
    ['missing', 'FOLDER_NOT_FOUND'],
    ['gone', 'FOLDER_NOT_FOUND'],
    ['a.txt', 'FOLDER_NOT_FOUND'],
    ['a.txt/x', 'FOLDER_NOT_FOUND'],
    ['sub\0', 'FOLDER_NOT_FOUND'],
    ['sub\\deep', 'FOLDER_NOT_FOUND'],
    ['x'.repeat(300), 'FOLDER_NOT_FOUND'],
  ] as const
  for (const [path, code] of cases) {
    await assert.rejects(workspace.select(path), { code }, path)
    await assert.rejects(workspace.browse(path), { code }, path)
  }
  assert.equal(workspace.selected, 'sub')
})

test('browsing lists folders first, hidden entries too, and nothing that leads outside', async (t) => {
  const { workspace, root } = await createWorkspace(t)
  await writeFile(join(root, '.hidden'), '')
  const entries = await workspace.browse('')
  assert.deepEqual(
    entries.map(({ name, path, kind, size }) => [name, path, kind, size]),
    [
      ['inner', 'inner', 'folder', null],
      ['other', 'other', 'folder', null],
      ['sub', 'sub', 'folder', null],
      ['.hidden', '.hidden', 'file', 0],
      ['a.txt', 'a.txt', 'file', 11],
    ],
  )
  for (const { modified_at } of entries) assert.match(modified_at, /^\d{4}-\d\d-\d\dT[\d:]{8}\.\d{3}Z$/)
  assert.deepEqual(
    (await workspace.browse('sub')).map(({ path }) => path),
    ['sub/deep', 'sub/alias.txt', 'sub/note.txt'],
  )
})

test('files are read from the selected folder', async (t) => {
  const { workspace, root } = await createWorkspace(t)
  assert.equal(await read(workspace, 'a.txt'), 'in the root')
  await workspace.select('sub')
  for (const path of [
    'note.txt',
    './note.txt',
    'deep/../note.txt',
    'alias.txt',
    join(root, 'sub/note.txt'),
  ]) {
    assert.equal(await read(workspace, path), 'in sub', path)
  }
})

test('unreadable files are refused without revealing the absolute path', async (t) => {
  const { workspace, root, outside } = await createWorkspace(t)
  await workspace.select('sub')
  await writeFile(join(root, 'sub', 'large'), 'x'.repeat(FILE_MAX_BYTES + 1))
  const cases = [
    ['../a.txt', 'FILE_OUTSIDE_FOLDER'],
    ['../../outside/secret.txt', 'FILE_OUTSIDE_FOLDER'],
    ['/etc/hostname', 'FILE_OUTSIDE_FOLDER'],
    ['../other/note.txt', 'FILE_OUTSIDE_FOLDER'],
    ['leak.txt', 'FILE_OUTSIDE_FOLDER'],
    ['missing', 'FILE_NOT_FOUND'],
    ['gone.txt', 'FILE_OUTSIDE_FOLDER'],
    ['lost.txt', 'FILE_NOT_FOUND'],
    ['large', 'FILE_TOO_LARGE'],
    ['', 'FILE_ERROR'],
    ['.', 'FILE_ERROR'],
    ['deep', 'FILE_ERROR'],
    ['pipe', 'FILE_ERROR'],
    ['note.txt/x', 'FILE_ERROR'],
    ['note.txt\0', 'FILE_ERROR'],
  ] as const
  for (const [path, code] of cases) {
    await assert.rejects(readText(workspace, path), (error: unknown) => {
      assert.ok(error instanceof NodeError, path)
      assert.equal(error.code, code, path)
      for (const place of [root, outside]) assert.ok(!error.message.includes(place), path)
      return true
    })
  }
})

test('a write makes missing folders, replaces whole files and leaves nothing else behind', async (t) => {
  const { workspace, root } = await createWorkspace(t)
  await workspace.select('sub')
  const cases = [
    ['new.txt', 'new.txt'],
    ['note.txt', 'note.txt'],
    ['./x/../y/z/new.txt', 'y/z/new.txt'],
    ['back\\slash', 'back\\slash'],
  ] as const
  for (const [path, stored] of cases) {
    assert.deepEqual(await writeText(workspace, overwrite(path)), { path: stored, size: 3 }, path)
    assert.equal(await readFile(join(root, 'sub', stored), 'utf8'), 'new', path)
  }
  assert.deepEqual(await readdir(join(root, 'sub', 'y', 'z')), ['new.txt'])
})

test('a write through a link within the folder changes the file it leads to', async (t) => {
  const { workspace } = await createWorkspace(t)
  await workspace.select('sub')
  assert.deepEqual(await writeText(workspace, overwrite('alias.txt')), { path: 'note.txt', size: 3 })
  assert.equal(await read(workspace, 'note.txt'), 'new')
})

test('a write that would leave the folder or replace something other than a file is refused in every mode', async (t) => {
  const { workspace, outside } = await createWorkspace(t)
  const cases = [
    ['../outside/new.txt', 'FILE_OUTSIDE_FOLDER'],
    [join(outside, 'new.txt'), 'FILE_OUTSIDE_FOLDER'],
    ['leak/new.txt', 'FILE_OUTSIDE_FOLDER'],
    ['leak/new/new.txt', 'FILE_OUTSIDE_FOLDER'],
    ['sub/leak.txt', 'FILE_OUTSIDE_FOLDER'],
    ['sub/gone.txt', 'FILE_OUTSIDE_FOLDER'],
    ['sub', 'FILE_ERROR'],
    ['.', 'FILE_ERROR'],
    ['', 'FILE_ERROR'],
    ['sub/pipe', 'FILE_ERROR'],
    ['a.txt/new.txt', 'FILE_ERROR'],
    ['new\0', 'FILE_ERROR'],
  ] as const
  for (const [path, code] of cases) {
    for (const mode of ['overwrite', 'append', 'create'] as const) {
      const write = writeText(workspace, { path, content: 'new', mode })
      await assert.rejects(write, { name: 'NodeError', code }, `${mode} ${path}`)
    }
  }
  assert.deepEqual(await readdir(outside), ['secret.txt'])
  assert.equal(await readFile(join(outside, 'secret.txt'), 'utf8'), 'secret')
})

test('a write through a link within the folder to no file makes that file', async (t) => {
  for (const mode of ['overwrite', 'append', 'create'] as const) {
    const { workspace } = await createWorkspace(t)
    await workspace.select('sub')
    const written = await writeText(workspace, { path: 'lost.txt', content: 'new', mode })
    assert.deepEqual(written, { path: 'deep/nothing.txt', size: 3 })
    assert.equal(await read(workspace, 'lost.txt'), 'new')
  }
})

test('create makes a file once', async (t) => {
  const { workspace, root } = await createWorkspace(t)
  await workspace.select('other')
  const create = (content: string) => writeText(workspace, { path: 'once.txt', content, mode: 'create' })
  assert.deepEqual(await create('first'), { path: 'once.txt', size: 5 })
  await assert.rejects(create('second'), { name: 'NodeError', code: 'FILE_EXISTS' })
  assert.equal(await read(workspace, 'once.txt'), 'first')
  assert.deepEqual((await readdir(join(root, 'other'))).sort(), ['note.txt', 'once.txt'])
})

test('appends that overlap all arrive whole', async (t) => {
  const { workspace } = await createWorkspace(t)
  const lines = Array.from({ length: 10 }, (_, i) => `line${i}\n`)
  const append = (content: string) => writeText(workspace, { path: 'log/all.txt', content, mode: 'append' })
  const written = await Promise.all(lines.map(append))
  assert.equal(Math.max(...written.map(({ size }) => size)), lines.join('').length)
  const found = (await read(workspace, 'log/all.txt')).trimEnd().split('\n').sort()
  assert.deepEqual(
    found,
    lines.map((line) => line.trimEnd()),
  )
})

test('a file never grows over the limit', async (t) => {
  const { workspace } = await createWorkspace(t)
  const full = 'x'.repeat(FILE_MAX_BYTES)
  await writeText(workspace, { path: 'full', content: full, mode: 'overwrite' })
  for (const mode of ['overwrite', 'create', 'append'] as const) {
    const tooMuch = writeText(workspace, { path: `new-${mode}`, content: `${full}x`, mode })
    await assert.rejects(tooMuch, { code: 'FILE_TOO_LARGE' }, mode)
  }
  await assert.rejects(writeText(workspace, { path: 'full', content: 'x', mode: 'append' }), {
    code: 'FILE_TOO_LARGE',
  })
  assert.equal(await read(workspace, 'full'), full)
})

test('an aborted call does nothing', async (t) => {
  const { workspace, root } = await createWorkspace(t)
  const aborted = AbortSignal.abort(new Error('stop'))
  await assert.rejects(readText(workspace, 'a.txt', aborted), { message: 'stop' })
  await assert.rejects(writeText(workspace, overwrite('a.txt'), aborted), { message: 'stop' })
  assert.equal(await readFile(join(root, 'a.txt'), 'utf8'), 'in the root')
})

test('a selected folder that was removed fails the node, not the server', async (t) => {
  const { workspace, root } = await createWorkspace(t)
  await workspace.select('other')
  await rm(join(root, 'other'), { recursive: true })
  await assert.rejects(readText(workspace, 'note.txt'), { name: 'NodeError', code: 'FILE_ERROR' })
  await assert.rejects(writeText(workspace, overwrite('note.txt')), { code: 'FILE_ERROR' })
})

test('a selected folder that became a link to the outside is refused', async (t) => {
  const { workspace, root, outside } = await createWorkspace(t)
  await workspace.select('other')
  await rm(join(root, 'other'), { recursive: true })
  await symlink(outside, join(root, 'other'))
  await assert.rejects(readText(workspace, 'secret.txt'), { name: 'NodeError', code: 'FILE_ERROR' })
})
