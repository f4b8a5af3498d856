import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { copyFile, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'

const SCRIPT = join(import.meta.dirname, '../../build/lock-engines.js')

const entry = { version: '1.0.0', integrity: 'sha512-x' }

test('the lock file keeps everything but the engines of dependencies', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'lock-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  await mkdir(join(folder, 'build'))
  const script = join(folder, 'build/lock-engines.js')
  await copyFile(SCRIPT, script)
  await writeFile(join(folder, 'package.json'), '{"type":"module"}')
  const file = join(folder, 'package-lock.json')
  const own = { name: 'own', engines: { node: '>=20' } }
  const packages = {
    '': own,
    'node_modules/a': { ...entry, engines: { node: '>=22' } },
    'node_modules/b': entry,
  }
  await writeFile(file, JSON.stringify({ lockfileVersion: 3, packages }))

  execFileSync(process.execPath, [script])
  const text = await readFile(file, 'utf8')
  assert.deepEqual(JSON.parse(text), {
    lockfileVersion: 3,
    packages: { '': own, 'node_modules/a': entry, 'node_modules/b': entry },
  })

  const { ctimeNs } = await stat(file, { bigint: true })
  execFileSync(process.execPath, [script])
  assert.equal((await stat(file, { bigint: true })).ctimeNs, ctimeNs, 'nothing to change, nothing written')
})
