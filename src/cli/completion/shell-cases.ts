import type { CompletedCommand, Described } from './command-tree.ts'

export const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`

/** The parts of the script that differ between shells. */
export interface Dialect {
  /** Sets the choices. */
  choose(words: readonly Described[]): string
  /** Completes file names and leaves the function. */
  readonly files: string
}

const branch = (patterns: readonly string[], action: string): string =>
  patterns.length === 0 ? '' : `    ${patterns.map(quote).join(' | ')}) ${action} ;;\n`

/** Extends the command path `$at` by `$word` when that is a subcommand. */
export const stepCase = (commands: readonly CompletedCommand[]): string => {
  const below = commands.slice(1).map(({ path }) => path)
  return `case "$at $word" in\n${branch(below, 'at="$at $word"')}    esac`
}

/** Choices by the command path (`$at`), the previous word (`$before`) and the word to complete (`$current`). */
export const choiceCases = (commands: readonly CompletedCommand[], { choose, files }: Dialect): string => {
  const branches = (wordsOf: (command: CompletedCommand) => readonly Described[]): string =>
    commands
      .map((command) => ({ path: command.path, words: wordsOf(command) }))
      .map(({ path, words }) => (words.length === 0 ? '' : branch([path], choose(words))))
      .join('')
  const values = commands.flatMap(({ path, options }) =>
    options.map(({ name, values: words }) => ({ pattern: `${path} ${name}`, words })),
  )
  const free = values.filter(({ words }) => words?.length === 0).map(({ pattern }) => pattern)
  const fixed = values.map(({ pattern, words = [] }) =>
    words.length === 0 ? '' : branch([pattern], choose(words.map(asWord))),
  )
  return `case "$at $before" in
${branch(free, files)}${fixed.join('')}    *)
  if [[ $current == -* ]]; then
    case "$at" in
${branches(({ options }) => options)}    esac
  else
    case "$at" in
${branches(({ words }) => words)}    esac
  fi ;;
  esac`
}

const asWord = (name: string): Described => ({ name, description: '' })
