import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { appendFileSync, cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'

const ROOT = join(import.meta.dirname, '../..')
const COPIED = ['src', 'build', 'drizzle', 'docs/guide', 'bin', 'package.json', 'package-lock.json']

/** A copy of the project that shares its dependencies. */
const copyProject = (t: TestContext): string => {
  const folder = mkdtempSync(join(tmpdir(), 'scriptd-start-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  for (const name of COPIED) cpSync(join(ROOT, name), join(folder, name), { recursive: true })
  mkdirSync(join(folder, 'node_modules'))
  for (const name of readdirSync(join(ROOT, 'node_modules'))) {
    if (name !== '.cache') symlinkSync(join(ROOT, 'node_modules', name), join(folder, 'node_modules', name))
  }
  return folder
}

test('what starts is the bundle of the sources as they are, which is made again only when they have changed', (t) => {
  const folder = copyProject(t)
  const start = (): readonly string[] => {
    const { status, stdout, stderr } = spawnSync(process.execPath, ['build/start.js', '--version'], {
      cwd: folder,
      encoding: 'utf8',
      // With a cache of its caller's, the program would not make its own.
      env: { ...process.env, NODE_COMPILE_CACHE: undefined },
    })
    assert.equal(status, 0, stderr)
    assert.match(stdout, /^scriptd \S+ \(commit development/)
    return readdirSync(join(folder, 'node_modules/.cache/start'))
  }
  const [first, ...others] = start()
  assert.ok(first)
  assert.deepEqual(others, [])
  const made = join(folder, 'node_modules/.cache/start', first)
  assert.ok(readdirSync(join(made, 'assets/web')).includes('index.html'))
  assert.ok(readdirSync(join(made, 'compiled')).length > 0)
  assert.deepEqual(start(), [first])

  appendFileSync(join(folder, 'src/build-info.ts'), '// A comment.\n')
  const after = start()
  assert.equal(after.length, 2)
  assert.ok(after.includes(first))
})
