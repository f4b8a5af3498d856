import type { Command, OptionValues } from 'commander'
import type { CommandTarget } from '../api/find-server.ts'
import type { Setup } from '../config-flags.ts'
import { addTargetFlags, readTarget } from '../remote/options.ts'

export interface GroupOptions {
  /** Such as `keys`. */
  readonly name: string
  readonly description: string
  /** Follows the help of the group and of each of its commands. */
  readonly help: string
  /** The configuration variables that are flags of the commands; by default those of the database. */
  readonly variables?: readonly string[]
}

type Work<Flags extends OptionValues> = (
  target: CommandTarget,
  flags: Flags,
  ...args: readonly string[]
) => Promise<void>

interface CommandOptions<Flags extends OptionValues> {
  readonly name: string
  readonly description: string
  /** Adds the arguments and flags. */
  readonly build?: (command: Command) => Command
  /** Replaces the help of the group. */
  readonly help?: string
  /** Should import what does the work, so that help and completion need not load it. */
  readonly work: Work<Flags>
}

/** Adds a command to a group; it works on the target that its flags and the environment name. */
export type AddCommand = <Flags extends OptionValues>(options: CommandOptions<Flags>) => void

/** Defines the commands on one kind of stored things, such as `keys list`. */
export const defineGroup = (
  program: Command,
  setup: Setup,
  group: GroupOptions,
): { readonly parent: Command; readonly add: AddCommand } => {
  const parent = program.command(group.name).description(group.description).addHelpText('after', group.help)
  const add: AddCommand = <Flags extends OptionValues>({
    name,
    description,
    build = (command) => command,
    help = group.help,
    work,
  }: CommandOptions<Flags>) => {
    const command = build(parent.command(name).description(description)).addHelpText('after', help)
    command.action(async () => {
      await work(await readTarget(command, setup.context), command.opts<Flags>(), ...command.args)
    })
    addTargetFlags(command, setup, group.variables)
  }
  return { parent, add }
}

export interface ListFlags {
  readonly json?: boolean
}

export const withJson = (command: Command): Command =>
  command.option('--json', 'print JSON instead of a table')
