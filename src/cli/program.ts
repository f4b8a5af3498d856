import { Command, CommanderError } from 'commander'
import packageJson from '../../package.json' with { type: 'json' }
import { defineBackup } from './commands/backup/define.ts'
import { defineCompletion } from './commands/completion/define.ts'
import { defineExport } from './commands/export/define.ts'
import { defineFiles } from './commands/files/define.ts'
import { defineHealthcheck } from './commands/healthcheck/define.ts'
import { defineImport } from './commands/import/define.ts'
import { defineKeys } from './commands/keys/define.ts'
import { defineLicenses } from './commands/licenses/define.ts'
import { defineMigrate } from './commands/migrate/define.ts'
import { defineOpenApi } from './commands/openapi/define.ts'
import { defineProfile } from './commands/profile/define.ts'
import { defineRestore } from './commands/restore/define.ts'
import { defineRun } from './commands/run/define.ts'
import { defineSchedules } from './commands/schedules/define.ts'
import { defineSecrets } from './commands/secrets/define.ts'
import { defineServe } from './commands/serve/define.ts'
import { defineStats } from './commands/stats/define.ts'
import { defineValidate } from './commands/validate/define.ts'
import { defineVariables } from './commands/variables/define.ts'
import { defineWebhooks } from './commands/webhooks/define.ts'
import type { Setup } from './config-flags.ts'
import { type CommandContext, CommandError, EXIT_USAGE } from './context.ts'
import { usageText, withoutMisleadingHelp } from './usage.ts'

const EXIT_OK = 0

// In the order of the help.
const definitions = [
  defineServe,
  defineRun,
  defineValidate,
  defineExport,
  defineImport,
  defineStats,
  defineKeys,
  defineSecrets,
  defineVariables,
  defineSchedules,
  defineWebhooks,
  defineFiles,
  defineBackup,
  defineRestore,
  defineMigrate,
  defineHealthcheck,
  defineProfile,
  defineOpenApi,
  defineCompletion,
  defineLicenses,
]

const about = `
Commands that read or change stored data go through the server that is using the
database, or open the database themselves when no server is running. With --url
or SCRIPTD_URL they work on that server, with the key in SCRIPTD_API_KEY. See
"scriptd help <command>" for details and examples.

Exit codes:
  0  success
  1  failure
  2  invalid command line or configuration
  3  no scriptd server answers at the address
  4  the API key is missing, not valid, or lacks a scope
`

const VERSION_REQUESTED = 'scriptd.version'

const createProgram = (setup: Setup): Command => {
  const { stdout, stderr } = setup.context
  const program = new Command('scriptd')
    .description(packageJson.description)
    .option('-V, --version', 'print the versions of scriptd, Node and SQLite')
    .on('option:version', () => {
      throw new CommanderError(EXIT_OK, VERSION_REQUESTED, '')
    })
    .addHelpText('after', about)
    // Commander's default depends on the flags of a command, which the top-level help does not load.
    .configureHelp({
      minWidthToWrap: 30,
      subcommandTerm: (command) => `${command.name()} ${command.usage()}`,
    })
    .exitOverride()
    .configureOutput({
      writeOut: (text) => stdout.write(text),
      writeErr: (text) => stderr.write(text),
    })
  for (const define of definitions) define(program, setup)
  explainMisuse(program)
  return program
}

const explainMisuse = (command: Command) => {
  command.configureOutput({
    outputError: (text, write) => write(`scriptd: ${usageText(text, command)}\n`),
  })
  for (const each of command.commands) explainMisuse(each)
}

/** The configuration variables; not loaded for top-level flags such as --help, because that takes most of their time. */
const readVariables = async (args: readonly string[]): Promise<Setup['variables']> => {
  if (args.every((arg) => arg.startsWith('-'))) return []
  const { configVariables } = await import('../config/config.ts')
  return configVariables
}

/** Text and exit code of an expected failure; `undefined` for any other error. */
const explain = async (error: unknown): Promise<{ text: string; code: number } | undefined> => {
  if (error instanceof CommandError) return { text: `scriptd: ${error.message}\n`, code: error.exitCode }
  const { ConfigError } = await import('../config/config.ts')
  if (!(error instanceof ConfigError)) return undefined
  const lines = error.problems.map(({ name, message }) => `  ${name} ${message}\n`)
  return { text: `scriptd: the configuration is invalid\n${lines.join('')}`, code: EXIT_USAGE }
}

/** Runs a command line and resolves with the exit code. Rejects only because of a bug. */
export const run = async (args: readonly string[], context: CommandContext): Promise<number> => {
  try {
    const program = createProgram({ context, variables: await readVariables(args) })
    await program.parseAsync(withoutMisleadingHelp(args, program), { from: 'user' })
    return EXIT_OK
  } catch (error) {
    if (error instanceof CommanderError) return finish(error, context)
    const explained = await explain(error)
    if (!explained) throw error
    context.stderr.write(explained.text)
    return explained.code
  }
}

/** Commander has already printed its text, and exits by an error even for --help and --version. */
const finish = async ({ code, exitCode }: CommanderError, context: CommandContext): Promise<number> => {
  if (code === VERSION_REQUESTED) {
    const { printVersion } = await import('./version.ts')
    await printVersion(context)
  }
  return exitCode === 0 ? EXIT_OK : EXIT_USAGE
}
