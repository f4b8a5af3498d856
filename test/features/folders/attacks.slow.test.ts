import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import {
  chmod,
  link,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  realpath,
  rename,
  rm,
  stat,
  symlink,
  truncate,
  writeFile,
} from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { promisify } from 'node:util'
import fc from 'fast-check'
import { NodeError } from '../../../src/engine/errors.ts'
import { Workspace } from '../../../src/features/folders/workspace.ts'
import { systemClock } from '../../../src/lib/time/clock.ts'
import { mountSmallDisk } from '../../support/db/small-disk.ts'
import { readText, writeText } from '../../support/files/plain-content.ts'
import { startSwapper } from '../../support/process/swapper.ts'

const FILE_MAX_BYTES = 100_000
const SECRET = 'the secret'

/** outside/{secret.txt, file.txt}, and a workspace with a selected folder: work/{other.txt, in/{file.txt, sub/file.txt}} */
const setUp = async (t: TestContext) => {
  const base = await realpath(await mkdtemp(join(tmpdir(), 'attack-')))
  t.after(() => rm(base, { recursive: true, force: true }))
  const [root, folder, outside] = [join(base, 'work'), join(base, 'work/in'), join(base, 'outside')]
  await Promise.all([mkdir(join(folder, 'sub'), { recursive: true }), mkdir(outside)])
  await Promise.all([
    writeFile(join(outside, 'secret.txt'), SECRET),
    writeFile(join(outside, 'file.txt'), SECRET),
    writeFile(join(root, 'other.txt'), SECRET),
    writeFile(join(folder, 'file.txt'), 'inside'),
    writeFile(join(folder, 'sub/file.txt'), 'inside'),
  ])
  const workspace = new Workspace({ root, fileMaxBytes: FILE_MAX_BYTES, quotaBytes: 0, clock: systemClock })
  await workspace.open()
  await workspace.select('in')
  const assertUntouched = async () => {
    assert.deepEqual((await readdir(base)).sort(), ['outside', 'work'])
    assert.deepEqual((await readdir(root)).sort(), ['in', 'other.txt'])
    assert.deepEqual((await readdir(outside)).sort(), ['file.txt', 'secret.txt'])
    for (const file of ['outside/file.txt', 'outside/secret.txt', 'work/other.txt']) {
      assert.equal(await readFile(join(base, file), 'utf8'), SECRET, file)
    }
  }
  return { workspace, base, root, folder, outside, assertUntouched }
}

const MODES = ['overwrite', 'append', 'create'] as const

const isRefusal = (error: unknown): true => {
  assert.ok(error instanceof NodeError, String(error))
  assert.match(error.code, /^FILE_(OUTSIDE_FOLDER|NOT_FOUND|ERROR|EXISTS|TOO_LARGE)$/)
  return true
}

const tricks: readonly string[] = [
  '..',
  '../other.txt',
  '../../outside/secret.txt',
  'sub/../../other.txt',
  'sub/../../../outside/secret.txt',
  './/..//other.txt',
  'missing/../../other.txt',
  'file.txt/../../other.txt',
  '/etc/passwd',
  '//etc/passwd',
  '/proc/self/environ',
  '/proc/self/root/etc/passwd',
  '/dev/zero',
  '/dev/stdin',
  '/dev/fd/0',
  'new\0.txt',
  '../other.txt\0.csv',
  'two\nlines',
  'bell\u0007',
  'half\ud800',
  'x'.repeat(256),
  `${'한'.repeat(86)}`,
  'x/'.repeat(200),
  `${'x'.repeat(200)}/`.repeat(30),
]

test('a path that leads out or is invalid is refused for reading and writing', async (t) => {
  const { workspace, folder, assertUntouched } = await setUp(t)
  for (const path of tricks) {
    await assert.rejects(readText(workspace, path), isRefusal, path)
    for (const mode of MODES)
      await assert.rejects(writeText(workspace, { path, content: 'x', mode }), isRefusal, path)
  }
  await assertUntouched()
  assert.deepEqual((await readdir(folder)).sort(), ['file.txt', 'sub'])
})

// What other systems take for a way up, or that something does with a path before it comes here.
const names = [
  '．．',
  '․․',
  '..\u2215x',
  '..\\..\\x',
  '%2e%2e',
  '..;',
  '... ',
  '.. ',
  '..  .',
  '~',
  '$HOME',
  '\u202e..',
  'file.txt.',
  'CON',
  'a:b',
  '..%c0%af',
  '\u00e9',
  'e\u0301',
  '-rf',
  '*',
]

test('a strange name is the name of a file in the folder', async (t) => {
  const { workspace, folder, assertUntouched } = await setUp(t)
  for (const path of names) {
    assert.deepEqual(await writeText(workspace, { path, content: path, mode: 'create' }), {
      path,
      size: Buffer.byteLength(path),
    })
    assert.equal(await readText(workspace, path), path)
  }
  assert.deepEqual((await readdir(folder)).sort(), ['file.txt', 'sub', ...names].sort())
  await assertUntouched()
})

test('no path reads or writes anything outside', async (t) => {
  const { workspace, base, root, assertUntouched } = await setUp(t)
  const piece = fc.oneof(
    fc.constantFrom('..', '.', '/', 'sub', 'file.txt', 'new', '\\', '\0', base, root, '~', ' '),
    fc.string({ maxLength: 5 }),
  )
  const path = fc.oneof(
    fc.string(),
    fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join('/')),
  )
  await fc.assert(
    fc.asyncProperty(path, fc.constantFrom(...MODES), async (path, mode) => {
      const written = await writeText(workspace, { path, content: 'inside', mode }).catch(isRefusal)
      const read = await readText(workspace, path).catch(isRefusal)
      assert.ok(written === true || !written.path.startsWith('..'))
      assert.ok(read === true || !Buffer.from(read).toString().includes(SECRET))
    }),
  )
  await assertUntouched()
})

test('links of every kind lead to entries of the folder and nowhere else', async (t) => {
  const { workspace, root, folder, outside, assertUntouched } = await setUp(t)
  await symlink(root, join(outside, '..', 'alias'))
  const cases: readonly (readonly [target: string, expected: string])[] = [
    ['file.txt', 'inside'],
    ['./sub/./file.txt', 'inside'],
    ['sub/../file.txt', 'inside'],
    [join(folder, 'file.txt'), 'inside'],
    [join(folder, 'sub/../file.txt'), 'inside'],
    ['../in/file.txt', 'FILE_OUTSIDE_FOLDER'],
    ['../other.txt', 'FILE_OUTSIDE_FOLDER'],
    ['sub/../../other.txt', 'FILE_OUTSIDE_FOLDER'],
    [join(root, 'other.txt'), 'FILE_OUTSIDE_FOLDER'],
    [join(folder, '../other.txt'), 'FILE_OUTSIDE_FOLDER'],
    [join(outside, 'secret.txt'), 'FILE_OUTSIDE_FOLDER'],
    [join(outside, 'nothing'), 'FILE_OUTSIDE_FOLDER'],
    [join(outside, '../alias/in/file.txt'), 'FILE_OUTSIDE_FOLDER'],
    ['/proc/self/environ', 'FILE_OUTSIDE_FOLDER'],
    ['/dev/zero', 'FILE_OUTSIDE_FOLDER'],
    ['link', 'FILE_ERROR'],
    ['nothing/../file.txt', 'FILE_NOT_FOUND'],
  ]
  for (const [target, expected] of cases) {
    await symlink(target, join(folder, 'link'))
    const found = await readText(workspace, 'link').then(
      (bytes) => Buffer.from(bytes).toString(),
      (error) => error.code,
    )
    assert.equal(found, expected, target)
    if (expected !== 'inside') {
      for (const mode of MODES)
        await assert.rejects(writeText(workspace, { path: 'link', content: 'x', mode }), isRefusal)
    }
    await rm(join(folder, 'link'))
  }
  await rm(join(outside, '..', 'alias'))
  await assertUntouched()
})

test('a link by link is followed as far as the system does', async (t) => {
  const { workspace, folder } = await setUp(t)
  for (let index = 1; index <= 41; index++)
    await symlink(index === 1 ? 'file.txt' : `l${index - 1}`, join(folder, `l${index}`))
  assert.equal(await readText(workspace, 'l40'), 'inside')
  await assert.rejects(readText(workspace, 'l41'), { code: 'FILE_ERROR', message: /ELOOP/ })
})

test('a hard link is neither read nor appended to, and replacing it leaves the other name unchanged', async (t) => {
  const { workspace, folder, outside, assertUntouched } = await setUp(t)
  await link(join(outside, 'secret.txt'), join(folder, 'hard'))
  const refusal = { code: 'FILE_ERROR', message: /hard link/, retryable: false }
  await assert.rejects(readText(workspace, 'hard'), refusal)
  await assert.rejects(writeText(workspace, { path: 'hard', content: 'x', mode: 'append' }), refusal)
  await writeText(workspace, { path: 'hard', content: 'new', mode: 'overwrite' })
  assert.equal(await readText(workspace, 'hard'), 'new')
  await assertUntouched()
})

test('a file that has just been made can be read at once', async (t) => {
  const { workspace } = await setUp(t)
  for (let index = 0; index < 10; index++) {
    const writing = writeText(workspace, { path: `${index}`, content: 'new', mode: 'create' })
    for (;;) {
      const found = await readText(workspace, `${index}`).catch((error) => error.code)
      if (found === 'FILE_NOT_FOUND') continue
      assert.equal(Buffer.from(found).toString(), 'new')
      break
    }
    await writing
  }
})

test('sockets and devices are not files, and a size of 0 is not trusted', async (t) => {
  const { workspace, folder } = await setUp(t)
  const server = createServer().listen(join(folder, 'socket'))
  await assert.rejects(readText(workspace, 'socket'), { code: 'FILE_ERROR' })
  for (const mode of MODES)
    await assert.rejects(writeText(workspace, { path: 'socket', content: 'x', mode }), isRefusal)
  server.close()
  // A device that gives zeros for ever, where this user may make one.
  const isMade = await promisify(execFile)('mknod', [join(folder, 'zeros'), 'c', '1', '5']).then(
    () => true,
    () => false,
  )
  if (isMade) await assert.rejects(readText(workspace, 'zeros'), { code: 'FILE_ERROR' })
  await truncate(join(folder, 'file.txt'), 1e12)
  await assert.rejects(readText(workspace, 'file.txt'), { code: 'FILE_TOO_LARGE' })
  await assert.rejects(writeText(workspace, { path: 'file.txt', content: 'x', mode: 'append' }), {
    code: 'FILE_TOO_LARGE',
  })
})

test('a file is replaced at once or not at all, with its permissions, and leaves nothing beside it', async (t) => {
  const { workspace, folder } = await setUp(t)
  await writeFile(join(folder, 'file.txt'), 'a'.repeat(FILE_MAX_BYTES))
  await chmod(join(folder, 'file.txt'), 0o600)
  let isDone = false
  const seen = new Set<string>()
  const reading = (async () => {
    while (!isDone) {
      const text = await readText(workspace, 'file.txt')
      assert.equal(text, text.charAt(0).repeat(FILE_MAX_BYTES))
      seen.add(text.charAt(0))
    }
  })()
  for (let round = 0; round < 10 || seen.size < 2; round++) {
    const letter = String(round % 10)
    await writeText(workspace, {
      path: 'file.txt',
      content: letter.repeat(FILE_MAX_BYTES),
      mode: 'overwrite',
    })
  }
  isDone = true
  await reading
  for (const after of [0, 1, 2, 5]) {
    const abort = new AbortController()
    const path = after % 2 === 0 ? 'file.txt' : 'new.txt'
    const writing = writeText(
      workspace,
      { path, content: 'z'.repeat(FILE_MAX_BYTES), mode: 'overwrite' },
      abort.signal,
    )
    setTimeout(() => abort.abort(new Error('stop')), after)
    await writing.catch((error) => assert.equal(error.message, 'stop'))
  }
  assert.equal((await stat(join(folder, 'file.txt'))).mode & 0o777, 0o600)
  assert.deepEqual(
    (await readdir(folder)).filter((name) => name.endsWith('.tmp')),
    [],
  )
})

test('on a full disk nothing is written, nothing is lost and nothing is left', async (t) => {
  const disk = await mountSmallDisk(t)
  if (!disk) return t.skip('no disk can be mounted')
  const workspace = new Workspace({
    root: disk.folder,
    fileMaxBytes: FILE_MAX_BYTES,
    quotaBytes: 0,
    clock: systemClock,
  })
  await workspace.open()
  await writeText(workspace, { path: 'file.txt', content: 'old', mode: 'create' })
  await disk.fill()
  for (const [path, mode] of [
    ['file.txt', 'overwrite'],
    ['new.txt', 'create'],
  ] as const) {
    const write = writeText(workspace, { path, content: 'x'.repeat(FILE_MAX_BYTES), mode })
    await assert.rejects(write, { code: 'DISK_FULL', message: /ENOSPC/ }, mode)
  }
  assert.deepEqual((await readdir(disk.folder)).sort(), ['file.txt', 'filler'])
  assert.equal(await readText(workspace, 'file.txt'), 'old')
})

test('a selected folder that is moved or replaced during a use is refused', async (t) => {
  const { workspace, root, folder, outside, assertUntouched } = await setUp(t)
  await rename(folder, join(root, 'moved'))
  const gone = { name: 'NodeError', code: 'FILE_ERROR' }
  for (const target of [undefined, outside, join(outside, '..')]) {
    if (target) await symlink(target, folder)
    await assert.rejects(readText(workspace, 'secret.txt'), gone)
    await assert.rejects(writeText(workspace, { path: 'new.txt', content: 'x', mode: 'overwrite' }), gone)
    if (target) await rm(folder)
  }
  await rename(join(root, 'moved'), folder)
  assert.equal(await readText(workspace, 'file.txt'), 'inside')
  await assertUntouched()
})

test('links that appear during reads and writes reveal nothing', async (t) => {
  const { workspace, folder, outside, assertUntouched } = await setUp(t)
  const swapper = startSwapper([
    { name: join(folder, 'sub'), target: outside },
    { name: join(folder, 'file.txt'), target: join(outside, 'file.txt') },
  ])
  const outcomes: Record<string, number> = {}
  const note = (outcome: string) => {
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1
  }
  const attack = async (path: string) => {
    const text = await readText(workspace, path).catch((error) => isRefusal(error) && note(error.code))
    if (typeof text === 'string') {
      assert.ok(!text.includes(SECRET))
      note('read')
    }
    for (const mode of MODES) {
      await writeText(workspace, { path, content: 'inside', mode }).then(
        () => note('written'),
        (error) => isRefusal(error) && note(error.code),
      )
    }
    await workspace.browse('in/sub').catch((error) => note(error.code))
  }
  // Without each of these there was no race yet.
  const hasRaced = () => ['read', 'written', 'FILE_OUTSIDE_FOLDER'].every((outcome) => outcomes[outcome])
  for (let round = 0; round < 40 || !hasRaced(); round++) {
    await Promise.all(['sub/file.txt', 'file.txt', 'sub/new/file.txt', `sub/${round}`].map(attack))
  }
  const swapped = await swapper.stop()
  t.diagnostic(`${swapped} swaps: ${JSON.stringify(outcomes)}`)
  assert.ok(swapped > 0)
  await assertUntouched()
})
