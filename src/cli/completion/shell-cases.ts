import type { CompletedCommand, Described } from './command-tree.ts'

export const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`

/** How a shell is told what there is to choose from. */
export interface Dialect {
  choose(words: readonly Described[]): string
  /** What completes names of files and ends the function. */
  readonly files: string
}

const branch = (patterns: readonly string[], action: string): string =>
  patterns.length === 0 ? '' : `    ${patterns.map(quote).join(' | ')}) ${action} ;;\n`

/** Goes on to the next command when `$word` names one; `$at` has those before it. */
export const stepCase = (commands: readonly CompletedCommand[]): string => {
  const below = commands.slice(1).map(({ path }) => path)
  return `case "$at $word" in\n${branch(below, 'at="$at $word"')}    esac`
}

/** Chooses by where it stands (`$at`), the word before (`$before`) and the one that is completed (`$current`). */
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
