import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'

const read = (name: string) => readFile(join(import.meta.dirname, '../..', name), 'utf8')

test('every platform gets the same version of Node, which version managers use as well', async () => {
  const { optionalDependencies } = JSON.parse(await read('package.json'))
  const version = (await read('.node-version')).trim()
  assert.ok(Object.keys(optionalDependencies).length > 0)
  for (const [name, pinned] of Object.entries(optionalDependencies)) assert.equal(pinned, version, name)
})

test('the published package and the database client load the same libsql', async () => {
  const { packages } = JSON.parse(await read('package-lock.json'))
  const copies = Object.keys(packages).filter((path) => path.endsWith('node_modules/libsql'))
  assert.deepEqual(copies, ['node_modules/libsql'])
})
