import { type Command, InvalidArgumentError } from 'commander'
import { addConfigFlags, databaseVariables, readConfig, type Setup } from '../../config-flags.ts'
import { STANDARD_INPUT } from '../../documents.ts'
import type { InputSource } from './run.ts'

const examples = `
A file holds one script as the API takes it, or several as "export" writes them.
It runs without a server, over a database of its own that is gone afterwards,
but with real files and requests. An id runs that script of the database, and
the execution is kept. Ctrl-C cancels the execution.

Examples:
  $ scriptd run invoice.yaml --input '{"month": "2026-06"}'
  $ scriptd run scripts.json --script "Order totals" --input @order.json
  $ generate-order | scriptd run 7 --input - --json | jq .output
`

const variables = [
  ...databaseVariables,
  'WORKSPACE_DIR',
  'EXECUTION_CONCURRENCY',
  'EXECUTION_TIMEOUT_MS',
  'CODE_TIMEOUT_MS',
  'HTTP_NODE_TIMEOUT_MS',
]

const toInput = (text: string): InputSource => {
  if (text === STANDARD_INPUT) return { file: text }
  if (text.startsWith('@')) return { file: text.slice(1) }
  try {
    return { value: JSON.parse(text) }
  } catch {
    throw new InvalidArgumentError('It is no JSON; @file names a file, - the standard input.')
  }
}

interface Flags {
  readonly input?: InputSource
  readonly script?: string
  readonly json?: boolean
}

export const defineRun = (program: Command, setup: Setup): void => {
  const { context } = setup
  const command = program
    .command('run')
    .description('run a script to its end and show what became of each node')
    .argument('<file|id>', 'a file with a script, as JSON or YAML, or the id of a stored one')
    .option(
      '--input <json|@file|->',
      'what the script is given: JSON, a file, or - for the standard input',
      toInput,
    )
    .option('--script <name>', 'which one, when the file has several')
    .option('--json', 'print the execution as JSON and nothing else')
    .addHelpText('after', examples)
    .action(async (target: string, { input = { value: null }, script, json = false }: Flags) => {
      // What becomes of each node is shown anyway.
      const config = await readConfig(command, context, 'error')
      const { run } = await import('./run.ts')
      const isId = /^\d+$/.test(target)
      await run({ config, context, target: isId ? Number(target) : target, input, script, json })
    })
  addConfigFlags(command, setup, variables)
}
