import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { test } from 'node:test'
import { parse } from 'yaml'
import packageJson from '../../package.json' with { type: 'json' }
import { configVariables } from '../../src/config/config.ts'
import { DashboardStats } from '../../src/features/dashboard/schema.ts'
import { createFolder, runCommand } from '../support/process/command.ts'
import { callCommand, createHome } from '../support/process/command-line.ts'

const SOURCES = join(import.meta.dirname, '../../src')

test('--version names what a report of an error has to name', async (t) => {
  for (const flag of ['--version', '-V']) {
    const { code, stdout } = await runCommand(t, { args: [flag] })
    assert.equal(code, 0)
    const { version } = packageJson
    const pattern = /^scriptd (\S+) \(commit \w+, Node (\S+), SQLite 3\.\d+\.\d+\)\n$/
    assert.deepEqual(pattern.exec(stdout)?.slice(1), [version, process.versions.node])
  }
})

test('help tells the exit codes, and every command has examples', async () => {
  const { code, stdout } = await callCommand({ args: ['--help'] })
  assert.equal(code, 0)
  assert.match(stdout, /Exit codes:\n {2}0 .*\n {2}1 .*\n {2}2 /)
  const [, list = ''] = /^Commands:\n((?: +.*\n)+)/m.exec(stdout) ?? []
  const names = [...list.matchAll(/^ {2}(\w+)/gm)]
    .map(([, name = '']) => name)
    .filter((name) => name !== 'help')
  assert.ok(names.length >= 10)
  for (const name of names) {
    const help = await callCommand({ args: ['help', name] })
    assert.match(help.stdout, new RegExp(`^Usage: scriptd ${name}`))
    assert.match(help.stdout, new RegExp(`Examples:\n {2}\\$ [^\n]*scriptd ${name}`), name)
    assert.ok(
      help.stdout.split('\n').every((line) => line.length <= 80),
      name,
    )
  }
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

test('the help of a command within a command is found in every order', async () => {
  for (const args of [
    ['help', 'keys', 'create'],
    ['keys', 'help', 'create'],
    ['keys', 'create', '--help'],
  ]) {
    const { code, stdout } = await callCommand({ args })
    assert.deepEqual([code, stdout.slice(0, 26)], [0, 'Usage: scriptd keys create'], args.join(' '))
  }
})

test('a command line that cannot be understood is answered with one line', async (t) => {
  const cases = [
    [['explode'], /unknown command 'explode'/],
    [['--explode'], /unknown option '--explode'/],
    [['serve', '--prot', '1'], /unknown option '--prot' \(Did you mean --port\?\)/],
    [['serve', '--port'], /argument missing/],
    [['serve', 'here'], /too many arguments/],
    [['help', 'nonsense'], /unknown command 'nonsense' \("scriptd help" lists the commands\)/],
    [['files', 'upload', 'a.csv'], /unknown command 'upload' \(scriptd files has: list, get, put, delete\)/],
    [['help', 'keys', 'revok'], /unknown command 'revok' \(Did you mean revoke\?\)/],
    [['completion', 'fihs'], /Allowed choices are bash, zsh, fish\. \(Did you mean fish\?\)/],
    [
      ['keys', 'create', '--name', 'a', '--scope', 'raed'],
      /read, write, execute, admin\. \(Did you mean read\?\)/,
    ],
    [['serv', '--help'], /unknown command 'serv' \(Did you mean serve\?\)/],
    [['keys', 'help', 'revok'], /unknown command 'revok' \(Did you mean revoke\?\)/],
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

test('openapi prints the document, as YAML too', async (t) => {
  const { code, stdout } = await runCommand(t, { args: ['openapi'] })
  assert.equal(code, 0)
  const document = JSON.parse(stdout)
  assert.match(document.openapi, /^3\.1\./)
  assert.deepEqual(parse((await callCommand({ args: ['openapi', '--yaml'] })).stdout), document)
})

test('stats shows what the dashboard has, by name', async (t) => {
  const { call } = await createHome(t)
  await call(['migrate'])
  const { code, stdout } = await call(['stats'])
  assert.equal(code, 0)
  assert.match(stdout, /^total_scripts +0$/m)
  assert.match(stdout, /^executions\.timed_out +0$/m)
  assert.deepEqual(DashboardStats.parse(JSON.parse((await call(['stats', '--json'])).stdout)).stats, {})
})

test('what help and a health check load is little', () => {
  // What is imported when it is needed stands behind `import(`.
  const imports = (path: string): string[] =>
    [
      ...readFileSync(path, 'utf8').matchAll(/^(?:import|export)\s(?!type\b)[^'";]*?from '(\.[^']+\.ts)'/gm),
    ].map(([, name = '']) => join(dirname(path), name))
  const reach = (path: string, seen = new Set<string>()): Set<string> => {
    if (seen.has(path)) return seen
    seen.add(path)
    for (const each of imports(path)) reach(each, seen)
    return seen
  }
  const loaded = ['main.ts', 'cli/commands/healthcheck/run.ts'].flatMap((name) => [
    ...reach(join(SOURCES, name)),
  ])
  assert.ok(loaded.length > 15)
  const heavy = loaded
    .map((path) => relative(SOURCES, path))
    .filter((path) => !/^(main|cli\/|domain\/scopes|lib\/)/.test(path))
  assert.deepEqual(heavy, [])
})
