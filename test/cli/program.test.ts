import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import packageJson from '../../package.json' with { type: 'json' }
import { configVariables } from '../../src/config.ts'
import { createFolder, runCommand } from '../support/command.ts'

test('--version prints the version of the package', async (t) => {
  const { code, stdout } = await runCommand(t, { args: ['--version'] })
  assert.deepEqual({ code, stdout }, { code: 0, stdout: `${packageJson.version}\n` })
})

test('serve --help names a flag and the default of every variable', async (t) => {
  const { code, stdout } = await runCommand(t, { args: ['serve', '--help'] })
  assert.equal(code, 0)
  const text = stdout.replaceAll(/\s+/g, ' ')
  for (const { name, default: usual } of configVariables) {
    assert.ok(text.includes(`--${name.toLowerCase().replaceAll('_', '-')} <value>`), name)
    assert.ok(text.includes(usual === '' ? `[${name}]` : `[${name}, default ${usual}]`), name)
  }
})

test('no command at all shows the help as a mistake', async (t) => {
  const { code, stdout, stderr } = await runCommand(t, { args: [] })
  assert.deepEqual({ code, stdout }, { code: 2, stdout: '' })
  assert.match(stderr, /Usage: scriptd/)
})

test('a command line that cannot be understood is answered with one line', async (t) => {
  const cases = [
    [['explode'], /unknown command 'explode'/],
    [['--explode'], /unknown option '--explode'/],
    [['serve', '--prot', '1'], /unknown option '--prot' \(Did you mean --port\?\)/],
    [['serve', '--port'], /argument missing/],
    [['serve', 'here'], /too many arguments/],
  ] as const
  await Promise.all(
    cases.map(async ([args, message]) => {
      const { code, stdout, stderr } = await runCommand(t, { args })
      assert.deepEqual({ code, stdout }, { code: 2, stdout: '' })
      assert.match(stderr, /^scriptd: error: [^\n]+\n$/)
      assert.match(stderr, message)
    }),
  )
})

test('every bad value is named at once and none is shown', async (t) => {
  const env = { PORT: '80800', DATABASE_URL: 'postgres://user:hidden@host', LOG_LEVEL: 'hidden' }
  const { code, stdout, stderr } = await runCommand(t, { args: ['serve', '--host', 'hidden host'], env })
  assert.deepEqual({ code, stdout }, { code: 2, stdout: '' })
  assert.deepEqual(
    stderr.match(/^ {2}[A-Z_]+/gm)?.map((name) => name.trim()),
    ['HOST', 'PORT', 'DATABASE_URL', 'LOG_LEVEL'],
  )
  assert.doesNotMatch(stderr, /hidden/)
})

test('a flag beats the environment, which beats the .env file', async (t) => {
  const cwd = await createFolder(t)
  await writeFile(join(cwd, '.env'), 'HOST=bad host\nPORT=bad\nCODE_WORKERS=bad\nLOG_LEVEL=bad\n')
  const env = { PORT: '0', CODE_WORKERS: 'bad', LOG_LEVEL: '' }
  const { code, stderr } = await runCommand(t, { args: ['serve', '--code-workers', '1'], env, cwd })
  assert.equal(code, 2)
  assert.match(stderr, /HOST/)
  assert.match(stderr, /LOG_LEVEL/)
  assert.doesNotMatch(stderr, /PORT|CODE_WORKERS/)
})

test('openapi prints the document', async (t) => {
  const { code, stdout } = await runCommand(t, { args: ['openapi'] })
  assert.equal(code, 0)
  assert.match(JSON.parse(stdout).openapi, /^3\.1\./)
})
