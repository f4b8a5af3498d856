import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { promisify } from 'node:util'
import { configVariables } from '../../src/config/config.ts'
import { createFolder } from '../support/process/command.ts'
import { callCommand } from '../support/process/command-line.ts'

const run = promisify(execFile)

const isInstalled = (shell: string): Promise<boolean> =>
  run(shell, ['-c', 'exit']).then(
    () => true,
    () => false,
  )

/** The path of the script that makes the shell complete. */
const createScript = async (t: TestContext, shell: string): Promise<string> => {
  const path = join(await createFolder(t), `completion.${shell}`)
  await writeFile(path, (await callCommand({ args: ['completion', shell] })).stdout)
  return path
}

/** Lets Bash complete the last of these words. */
const complete = async (script: string, ...words: readonly string[]): Promise<string[]> => {
  const program = `source "$0"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _scriptd
    printf '%s\\n' "\${COMPREPLY[@]}"`
  const { stdout } = await run('bash', ['--norc', '-c', program, script, ...words])
  return stdout.split('\n').filter((word) => word !== '')
}

/** The names that help lists under a heading. */
const listed = async (args: readonly string[], heading: string): Promise<string[]> => {
  const { stdout } = await callCommand({ args })
  const [, list = ''] = new RegExp(`^${heading}:\n((?: +.*\n)+)`, 'm').exec(stdout) ?? []
  return [...list.matchAll(/^ {2}(?:-\w, )?([\w-]+)/gm)].map(([, name = '']) => name)
}

test('Bash completes every command that help lists, and each of its options', async (t) => {
  if (!(await isInstalled('bash'))) return t.skip('needs bash')
  const script = await createScript(t, 'bash')
  const commands = await listed(['--help'], 'Commands')
  assert.ok(commands.includes('serve') && commands.includes('run'))
  assert.deepEqual(await complete(script, 'scriptd', ''), commands)
  for (const command of commands.filter((name) => name !== 'help')) {
    const options = await listed([command, '--help'], 'Options')
    assert.ok(options.includes('--help'))
    assert.deepEqual(await complete(script, 'scriptd', command, '-'), options, command)
  }
})

test('Bash completes beginnings and choices, and leaves the rest to readline', async (t) => {
  if (!(await isInstalled('bash'))) return t.skip('needs bash')
  const script = await createScript(t, 'bash')
  for (const [words, choices] of [
    [['ser'], ['serve']],
    [['nothing'], []],
    [['--v'], ['--version']],
    [
      ['completion', ''],
      ['bash', 'zsh', 'fish'],
    ],
    [['completion', 'z'], ['zsh']],
    [['run', ''], []],
    [['run', 'a file.json', '--js'], ['--json']],
    [['run', '--input', '-'], []],
    [['export', '--output', '=', 'x'], []],
    [['serve', '--port', '1', '--rate'], ['--rate-limit']],
  ] as const) {
    assert.deepEqual(await complete(script, 'scriptd', ...words), choices, words.join(' '))
  }
})

for (const shell of ['zsh', 'fish']) {
  test(`${shell} takes the script, which has every command and flag`, async (t) => {
    const { stdout } = await callCommand({ args: ['completion', shell] })
    for (const { name } of configVariables)
      assert.ok(stdout.includes(name.toLowerCase().replaceAll('_', '-')), name)
    for (const name of await listed(['--help'], 'Commands')) assert.ok(stdout.includes(name), name)
    if (!(await isInstalled(shell))) return t.skip(`needs ${shell}`)
    await run(shell, ['-n', await createScript(t, shell)])
  })
}

test('Fish completes commands, options and choices', async (t) => {
  if (!(await isInstalled('fish'))) return t.skip('needs fish')
  const script = await createScript(t, 'fish')
  for (const [line, choices] of [
    ['scriptd ser', ['serve']],
    ['scriptd completion ', ['bash', 'fish', 'zsh']],
    ['scriptd export --ya', ['--yaml']],
  ] as const) {
    const { stdout } = await run('fish', ['--no-config', '-c', `source ${script}; complete -C '${line}'`])
    assert.deepEqual(
      stdout
        .trimEnd()
        .split('\n')
        .map((each) => each.split('\t')[0]),
      choices,
    )
  }
})

test('another shell is a mistake', async () => {
  const { code, stderr } = await callCommand({ args: ['completion', 'tcsh'] })
  assert.equal(code, 2)
  assert.match(stderr, /^scriptd: error: .*bash, zsh, fish\.\n$/)
})
