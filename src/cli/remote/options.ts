import { type Command, Option } from 'commander'
import type { CommandTarget } from '../api/find-server.ts'
import { addConfigFlags, databaseVariables, readConfig, type Setup } from '../config-flags.ts'
import type { CommandContext } from '../context.ts'

/** Adds `--url` and `--key`. Their values are checked later: Commander would print those that it refuses. */
export const addServerFlags = (command: Command): Command =>
  command
    .addOption(
      new Option('--url <url>', 'address of a server, to use it instead of the local one [SCRIPTD_URL]'),
    )
    .addOption(
      new Option(
        '--key <key>',
        'API key for that server; other users of this machine can see it on the command line [SCRIPTD_API_KEY]',
      ),
    )

/** Adds the options that choose the server or the database of a command. */
export const addTargetFlags = (
  command: Command,
  setup: Setup,
  variables: readonly string[] = databaseVariables,
): void => {
  addServerFlags(command)
  addConfigFlags(command, setup, variables)
}

/** What a command works on: a remote server if an option or the environment names one, otherwise the local database. */
export const readTarget = async (
  command: Command,
  context: CommandContext,
  logLevel?: 'warn' | 'error',
): Promise<CommandTarget> => {
  const config = await readConfig(command, context, logLevel)
  const { readServer } = await import('./read-server.ts')
  const remote = readServer(command, { config, context })
  return { config, context, ...(remote && { remote }) }
}
