import assert from 'node:assert/strict'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { compareSuite } from '../../support/engine/jsonata/compare-jsonata.ts'
import { createFolder } from '../../support/process/command.ts'

const files = {
  'datasets/people.json': [{ name: 'Kim' }, { name: 'Lee' }],
  'groups/paths/case000.json': { expr: 'name', dataset: 'people', result: ['Kim', 'Lee'] },
  'groups/paths/case001.json': { expr: '$$.a.b', data: { a: { b: 1 } }, bindings: {}, result: 1 },
  'groups/paths/several.json': [
    { expr: '1 + ', code: 'S0207' },
    { expr: '$half / 2', dataset: null, bindings: { half: 5 }, result: 2.5 },
  ],
  'groups/files/case000.json': { 'expr-file': 'case000.jsonata', dataset: 'people', result: 2 },
  'groups/functions/case000.json': { expr: '$base64encode("é")', result: '6Q==' },
  'groups/endless/case000.json': { expr: '($f := function() { 1 + $f() }; $f())', depth: 100, code: 'U1001' },
}

test('a folder of cases is compared with the package, apart from the differences that are documented', async (t) => {
  const folder = await createFolder(t)
  const texts = Object.entries(files).map(([name, content]) => [name, JSON.stringify(content)] as const)
  for (const [name, text] of [...texts, ['groups/files/case000.jsonata', '$count($)  // all'] as const]) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), text.replace('  // all', '  /* all */'))
  }
  const { equal, stated, different } = await compareSuite(folder)
  assert.deepEqual(different, [])
  assert.deepEqual([equal, stated], [6, 1])
})
