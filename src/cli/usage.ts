import type { Command } from 'commander'
import { misspelled } from '../lib/text/nearest.ts'

/** What Commander says of a wrong command line of the command, with what was probably meant, or where that can be found. */
export const usageText = (text: string, command: Command): string => {
  const line = text.trim().replaceAll('\n', ' ')
  const [, given = '', choices] = /'([^']*)' is invalid.* Allowed choices are (.+)\.$/.exec(line) ?? []
  if (choices !== undefined) {
    const meant = misspelled(given, choices.split(', '))
    return meant === undefined ? line : `${line} (Did you mean ${meant}?)`
  }
  if (!/unknown command '[^']*'$/.test(line)) return line
  return command.parent
    ? `${line} (scriptd ${command.name()} has: ${command.commands.map((each) => each.name()).join(', ')})`
    : `${line} ("scriptd help" lists the commands)`
}

/**
 * The arguments without a request for help that Commander answers with the help of something else, as it does for an
 * unknown command; it then says what is wrong. `help keys create` is asked for as `keys create --help`.
 */
export const withoutMisleadingHelp = (args: readonly string[], program: Command): readonly string[] => {
  let isHelp = args.includes('--help') || args.includes('-h')
  let command: Command | undefined = program
  const path: string[] = []
  for (const arg of args) {
    if (arg.startsWith('-') || !command || command.commands.length === 0) break
    if (arg === 'help') isHelp = true
    else {
      path.push(arg)
      command = command.commands.find((each) => each.name() === arg)
    }
  }
  if (!isHelp) return args
  return command ? [...path, '--help'] : path
}
