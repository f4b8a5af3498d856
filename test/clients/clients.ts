/**
 * `npm run test:clients`: generates clients in several languages from the published document, builds them, and
 * does the main job with each against a running server. The generators come from the registries of their languages.
 */
import assert from 'node:assert/strict'
import { execFile, spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { serve } from '../support/process/serve.ts'
import { type UserFolder, userFolder } from '../support/process/user-folder.ts'
import { type Language, languages } from './languages.ts'

const PROJECT = join(import.meta.dirname, '../..')
const MAIN = join(PROJECT, 'src/main.ts')

const job = {
  script: {
    nodes: [
      { id: 'start', type: 'start' },
      {
        id: 'sum',
        type: 'transform',
        parameters: { expression: '{"total": $sum(input.items.price), "largest": 9007199254740991}' },
        position: { x: 10.5, y: -3 },
        retry: { max_attempts: 2 },
      },
      { id: 'rest', type: 'condition', parameters: { expression: 'input.total < 0' } },
      { id: 'never', type: 'end' },
      { id: 'end', type: 'end', parameters: { output: '{{ nodes.sum }}' } },
    ],
    connections: {
      start: [{ target: 'sum' }],
      sum: [{ target: 'rest' }],
      rest: [
        { target: 'never', output: 'true' },
        { target: 'end', output: 'false' },
      ],
    },
    retention: null,
  },
  input: { items: [{ price: 40 }, { price: 2.5 }] },
}

const outcome = {
  status: 'completed',
  output: { total: 42.5, largest: 9007199254740991 },
  nodes: ['completed', 'completed', 'completed', 'skipped', 'completed'],
  error: 'SCRIPT_NOT_FOUND',
}

const execute = promisify(execFile)

const isMissing = (program: string): boolean => spawnSync('which', [program]).status !== 0

const build = async (user: UserFolder, language: Language): Promise<void> => {
  copyFileSync(join(PROJECT, 'examples/client/openapi.json'), join(user.folder, 'openapi.json'))
  const [program, target] = language.program
  mkdirSync(dirname(join(user.folder, target)), { recursive: true })
  copyFileSync(join(import.meta.dirname, 'programs', program), join(user.folder, target))
  for (const [command = '', ...args] of language.build) {
    await execute(command, args, user.options).catch((error) =>
      assert.fail(`${command} ${args.join(' ')}\n${error.message}\n${error.stdout}`),
    )
  }
}

const run = async (user: UserFolder, language: Language, url: string): Promise<void> => {
  await build(user, language)
  const name = `주문 합계: ${language.name}`
  const [command = '', ...args] = language.start
  const input = JSON.stringify({ ...job, script: { ...job.script, name } })
  const { stdout, stderr } = spawnSync(command, [...args, url], { ...user.options, input, encoding: 'utf8' })
  assert.notEqual(stdout, '', stderr)
  assert.deepEqual(JSON.parse(stdout), { ...outcome, listed: [name] })
}

// Most of the time goes into downloads, which need not wait for one another.
const concurrency = languages.length

test('a generated client does the main job', { concurrency }, async (t) => {
  const server = await serve(t, (args) => userFolder(t).start(process.execPath, [MAIN, ...args]))
  const tests = languages.map((language) => {
    const missing = language.needs.filter(isMissing)
    const skip = missing.length > 0 && `not on this machine: ${missing.join(', ')}`
    return t.test(language.name, { skip }, (each) => run(userFolder(each), language, server.url))
  })
  await Promise.all(tests)
})
