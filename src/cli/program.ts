import { Command, CommanderError, Option } from 'commander'
import packageJson from '../../package.json' with { type: 'json' }
import { ConfigError, type ConfigVariable, configVariables, parseConfig } from '../config.ts'
import { type CommandContext, CommandError } from './context.ts'
import { type Environment, layer, toEnvironment, toFlag } from './environment.ts'

const DONE = 0
const FAILED = 1
const MISUSED = 2

const toOption = ({ name, description, default: usual }: ConfigVariable): Option =>
  new Option(`${toFlag(name)} <value>`, `${description} [${name}${usual && `, default ${usual}`}]`)

const addServe = (program: Command, context: CommandContext): void => {
  const command = program
    .command('serve')
    .description('store, run and serve scripts until the process is told to stop')
    .action(async (flags: Environment) => {
      const config = parseConfig(layer(context.env, toEnvironment(flags)))
      // A command's code is loaded when it runs, so that help and mistakes are answered at once.
      const { serve } = await import('./serve.ts')
      await serve(config, context)
    })
  for (const variable of configVariables) command.addOption(toOption(variable))
}

const addOpenApi = (program: Command, context: CommandContext): void => {
  program
    .command('openapi')
    .description('print the OpenAPI document')
    .action(async () => {
      const { openApi } = await import('./openapi.ts')
      await openApi(context)
    })
}

const createProgram = (context: CommandContext): Command => {
  const program = new Command('scriptd')
    .description(packageJson.description)
    .version(packageJson.version)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => context.stdout.write(text),
      writeErr: (text) => context.stderr.write(text),
      outputError: (text, write) => write(`scriptd: ${text.trim().replaceAll('\n', ' ')}\n`),
    })
  addServe(program, context)
  addOpenApi(program, context)
  return program
}

/** The lines that explain an expected failure and its exit code; `undefined` for any other error. */
const explain = (error: unknown): { text: string; code: number } | undefined => {
  if (error instanceof CommandError) return { text: `scriptd: ${error.message}\n`, code: FAILED }
  if (!(error instanceof ConfigError)) return undefined
  const lines = error.problems.map(({ name, message }) => `  ${name} ${message}\n`)
  return { text: `scriptd: the configuration cannot be used\n${lines.join('')}`, code: MISUSED }
}

/** Runs the command that `args` name and resolves with the exit code. Rejects only because of a bug. */
export const run = async (args: readonly string[], context: CommandContext): Promise<number> => {
  try {
    await createProgram(context).parseAsync(args, { from: 'user' })
    return DONE
  } catch (error) {
    // Commander has written its text by now; asking for help or the version is no failure.
    if (error instanceof CommanderError) return error.exitCode === 0 ? DONE : MISUSED
    const explained = explain(error)
    if (!explained) throw error
    context.stderr.write(explained.text)
    return explained.code
  }
}
