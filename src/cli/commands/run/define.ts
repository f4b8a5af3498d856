import type { Command } from 'commander'
import { databaseVariables, type Setup } from '../../config-flags.ts'
import { type JsonSource, toJsonSource } from '../../json-source.ts'
import { addTargetFlags, readTarget } from '../../remote/options.ts'

const examples = `
A file holds one script as the API accepts it, or several as "export" writes
them. It runs without a server in a temporary database, but with real files and
requests. An id or a name runs the stored script and keeps the execution. With
--url, everything runs on that server; a file is stored there under a temporary
name while it runs. Ctrl-C cancels the execution.

Examples:
  $ scriptd run invoice.yaml --input '{"month": "2026-06"}'
  $ scriptd run scripts.json --script "Order totals" --input @order.json
  $ scriptd run "Order totals" --url https://scriptd.example.com
  $ cat order.json | scriptd run 7 --input - --json | jq .output
`

const variables = [
  ...databaseVariables,
  'WORKSPACE_DIR',
  'EXECUTION_CONCURRENCY',
  'EXECUTION_TIMEOUT_MS',
  'EXPRESSION_TIMEOUT_MS',
  'CODE_TIMEOUT_MS',
  'HTTP_NODE_TIMEOUT_MS',
]

interface Flags {
  readonly input?: JsonSource
  readonly script?: string
  readonly json?: boolean
}

export const defineRun = (program: Command, setup: Setup): void => {
  const { context } = setup
  const command = program
    .command('run')
    .description('run a script and show the result of each node')
    .argument('<file|id|name>', 'a JSON or YAML file, or the id or name of a stored script')
    .option(
      '--input <json|@file|->',
      'input of the script: JSON, a file, or - for standard input',
      toJsonSource,
    )
    .option('--script <name>', 'name of the script when the file has several')
    .option('--json', 'print only the execution, as JSON')
    .addHelpText('after', examples)
    .action(async (target: string, { input = { value: null }, script, json = false }: Flags) => {
      // The outcome of each node is shown anyway.
      const place = await readTarget(command, context, 'error')
      const { run } = await import('./run.ts')
      const isId = /^\d+$/.test(target)
      await run({ ...place, target: isId ? Number(target) : target, input, script, json })
    })
  addTargetFlags(command, setup, variables)
}
