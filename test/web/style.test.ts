import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'

const WEB = join(import.meta.dirname, '../../src/web')

/** The classes that a style sheet gives a whole rule, as `menu` in `.menu { … }`. */
const classesOf = (sheet: string): readonly string[] =>
  readFileSync(join(WEB, sheet), 'utf8')
    .matchAll(/^\.([\w-]+)(?=\s*[,{])/gm)
    .map(([, name = '']) => name)
    .toArray()

test('no two style sheets define the same class, as all of them are one in the page', () => {
  const sheets = globSync('**/*.css', { cwd: WEB })
  const owners = Map.groupBy(
    sheets.flatMap((sheet) => [...new Set(classesOf(sheet))].map((name) => ({ sheet, name }))),
    ({ name }) => name,
  )
  assert.ok(owners.size > 100)
  const shared = [...owners].filter(([, found]) => found.length > 1)
  assert.deepEqual(
    shared.map(([name, found]) => [name, ...found.map(({ sheet }) => sheet)]),
    [],
  )
})
