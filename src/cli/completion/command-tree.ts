import type { Command, Option } from 'commander'

export interface Described {
  readonly name: string
  readonly description: string
}

export interface CompletedOption extends Described {
  /** The choices for its value; empty for any value, such as a file name. `undefined` when it takes no value. */
  readonly values: readonly string[] | undefined
}

/** The completions of one command. */
export interface CompletedCommand {
  /** With the program's name, such as `scriptd keys create`. */
  readonly path: string
  /** Its subcommands and the choices of its arguments. */
  readonly words: readonly Described[]
  readonly options: readonly CompletedOption[]
}

/** Every command that help lists, the program itself first. */
export const commandTree = (command: Command, path = command.name()): readonly CompletedCommand[] => {
  const help = command.createHelp()
  const commands = help.visibleCommands(command)
  const choices = command.registeredArguments.flatMap(({ argChoices = [] }) => argChoices)
  const words = [
    ...commands.map((each) => ({ name: each.name(), description: each.description() })),
    ...choices.map((name) => ({ name, description: '' })),
  ]
  const options = help.visibleOptions(command).map(toOption)
  return [
    { path, words, options },
    ...commands.flatMap((each) => commandTree(each, `${path} ${each.name()}`)),
  ]
}

const toOption = ({ long, description, required, optional, argChoices }: Option): CompletedOption => ({
  name: long ?? '',
  description,
  values: required || optional ? (argChoices ?? []) : undefined,
})
