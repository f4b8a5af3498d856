import { type Command, Option } from 'commander'
import type { Config, ConfigVariable } from '../config/config.ts'
import type { CommandContext } from './context.ts'
import { mergeEnvironments, toEnvironment, toFlag } from './environment.ts'

/** The dependencies of a command definition. */
export interface Setup {
  readonly context: CommandContext
  readonly variables: readonly ConfigVariable[]
}

/** The variables of commands that read or change the database. */
export const databaseVariables = ['DATABASE_URL', 'DATABASE_AUTH_TOKEN', 'LOG_LEVEL']

/** Adds configuration variables to a command as flags, by default all of them. */
export const addConfigFlags = (command: Command, { variables }: Setup, names?: readonly string[]): void => {
  for (const variable of variables) {
    if (names === undefined || names.includes(variable.name)) command.addOption(toOption(variable))
  }
}

const toOption = ({ name, description, default: text }: ConfigVariable): Option =>
  new Option(`${toFlag(name)} <value>`, `${description} [${name}${text && `, default ${text}`}]`)

/** The configuration of a server; flags take precedence over the environment. */
export const readServerConfig = async (
  command: Command,
  { env, envFile }: CommandContext,
): Promise<Config> => {
  const { parseConfig } = await import('../config/config.ts')
  const { assertEnvFile } = await import('./env-file.ts')
  assertEnvFile(envFile)
  return parseConfig(mergeEnvironments(env, toEnvironment(command.opts())))
}

/** The same for a short-lived command, which logs only problems unless LOG_LEVEL is set. */
export const readConfig = (
  command: Command,
  context: CommandContext,
  logLevel: 'warn' | 'error' = 'warn',
): Promise<Config> =>
  readServerConfig(command, { ...context, env: mergeEnvironments({ LOG_LEVEL: logLevel }, context.env) })
