import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { promisify } from 'node:util'
import { Expressions } from '../src/engine/expressions/expressions.ts'
import { withTables } from './support/docs/tables.ts'
import { scopeWith } from './support/engine/scope.ts'
import { startServer } from './support/http/server.ts'

const ROOT = join(import.meta.dirname, '..')
const SERVER = 'http://127.0.0.1:8000'

const readme = readFileSync(join(ROOT, 'README.md'), 'utf8')

const executionId = /^ex_\w{26}$/
const time = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/

/** What is different in every run, by what it is. */
const general = (key: string, value: unknown): unknown => {
  if (key === 'request_id') return '(request)'
  if (key.endsWith('duration_ms') && typeof value === 'number') return '(duration)'
  if (typeof value !== 'string') return value
  if (executionId.test(value)) return '(execution)'
  return time.test(value) ? '(time)' : value
}

const parseGeneral = (text: string): unknown => JSON.parse(text, general)

const firstExecutionId = (text: string): string | undefined => /ex_\w{26}/.exec(text)?.[0]

const hasCurl = async (): Promise<boolean> =>
  promisify(execFile)('curl', ['--version']).then(
    () => true,
    () => false,
  )

const runCommand = async (t: TestContext, command: string): Promise<string> => {
  const { stdout } = await promisify(execFile)('bash', ['-c', command], { signal: t.signal })
  return stdout
}

test('the tables of the readme say what the code says', () => {
  assert.equal(readme, withTables(readme), 'npm run docs writes them')
})

test('the commands of the readme answer what it shows', async (t) => {
  if (!(await hasCurl())) return t.skip('needs curl')
  const { url } = await startServer(t)
  const steps = [...readme.matchAll(/```sh\n([\s\S]*?)```\n\n```json\n([\s\S]*?)```/g)]
  assert.ok(steps.length >= 7)
  let known: readonly [shown: string, real: string] = ['ex_', 'ex_']
  for (const [, command = '', shown = ''] of steps) {
    const real = await runCommand(t, command.replaceAll(SERVER, url).replaceAll(...known))
    assert.deepEqual(parseGeneral(real), parseGeneral(shown), command)
    known = [firstExecutionId(shown) ?? known[0], firstExecutionId(real) ?? known[1]]
  }
})

test('the expressions of the readme have the values that it shows', async () => {
  const [, given = '', table = ''] =
    /With this as `input`\n\n```\n([\s\S]*?)```\n([\s\S]*?)\n\nA single/.exec(readme) ?? []
  const rows = [...table.matchAll(/^\| `(.+)` \| `(.+)` \|$/gm)]
  assert.ok(rows.length >= 10)
  const scope = scopeWith({ input: JSON.parse(given) })
  for (const [, expression = '', value = ''] of rows) {
    assert.deepEqual(
      await new Expressions().compile(expression).evaluate(scope),
      JSON.parse(value),
      expression,
    )
  }
})

test('the links of the readme lead somewhere', () => {
  const anchors = [...readme.matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
    title.toLowerCase().replaceAll(' ', '-'),
  )
  for (const [, target = ''] of readme.matchAll(/\]\(([^)]+)\)/g)) {
    if (target.startsWith('#')) assert.ok(anchors.includes(target.slice(1)), target)
    else if (!target.startsWith('https://')) assert.ok(existsSync(join(ROOT, target)), target)
  }
})
