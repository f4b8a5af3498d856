import type { Command, Option } from 'commander'

export interface Described {
  readonly name: string
  readonly description: string
}

export interface CompletedOption extends Described {
  /** What may follow it; with none of them anything, as the name of a file. `undefined` when nothing follows. */
  readonly values: readonly string[] | undefined
}

/** What can be completed within one command. */
export interface CompletedCommand {
  /** From the program on, as in `scriptd keys create`. */
  readonly path: string
  /** Commands below it and the choices of its arguments. */
  readonly words: readonly Described[]
  readonly options: readonly CompletedOption[]
}

/** Every command that help shows, the program first. */
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
