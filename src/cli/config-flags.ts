import { type Command, Option } from 'commander'
import type { Config, ConfigVariable } from '../config/config.ts'
import type { CommandContext } from './context.ts'
import { layer, toEnvironment, toFlag } from './environment.ts'

/** What the definition of a command may use. */
export interface Setup {
  readonly context: CommandContext
  readonly variables: readonly ConfigVariable[]
}

/** For commands that read or change what is stored. */
export const databaseVariables = ['DATABASE_URL', 'DATABASE_AUTH_TOKEN', 'LOG_LEVEL']

/** Takes variables of the configuration as flags of a command, by default all of them. */
export const addConfigFlags = (command: Command, { variables }: Setup, names?: readonly string[]): void => {
  for (const variable of variables) {
    if (names === undefined || names.includes(variable.name)) command.addOption(toOption(variable))
  }
}

const toOption = ({ name, description, default: usual }: ConfigVariable): Option =>
  new Option(`${toFlag(name)} <value>`, `${description} [${name}${usual && `, default ${usual}`}]`)

/** The configuration of a server: the environment, beaten by the command's flags. */
export const readServerConfig = async (command: Command, { env }: CommandContext): Promise<Config> => {
  const { parseConfig } = await import('../config/config.ts')
  return parseConfig(layer(env, toEnvironment(command.opts())))
}

/** The same for a command that ends, which logs only what is wrong unless it is told otherwise. */
export const readConfig = (
  command: Command,
  context: CommandContext,
  logLevel: 'warn' | 'error' = 'warn',
): Promise<Config> =>
  readServerConfig(command, { ...context, env: layer({ LOG_LEVEL: logLevel }, context.env) })
