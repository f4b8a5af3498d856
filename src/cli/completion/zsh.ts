import type { CompletedCommand, Described } from './command-tree.ts'
import { choiceCases, quote, stepCase } from './shell-cases.ts'

const toItem = ({ name, description }: Described): string =>
  quote(description === '' ? name.replaceAll(':', '\\:') : `${name.replaceAll(':', '\\:')}:${description}`)

/** The script can be sourced, or saved as `_program` in a folder of `$fpath`. */
export const zshCompletion = (program: string, commands: readonly CompletedCommand[]): string => `\
#compdef ${program}
_${program}() {
  local word at=${program} current=$words[CURRENT] before=$words[CURRENT-1]
  local -a choices
  for word in $words[2,CURRENT-1]; do
    ${stepCase(commands)}
  done
  ${choiceCases(commands, {
    choose: (words) => `choices=(${words.map(toItem).join(' ')})`,
    files: '_files; return',
  })}
  if (( $#choices )); then _describe ${program} choices; else _files; fi
}
if [[ $funcstack[1] == _${program} ]]; then _${program} "$@"; else compdef _${program} ${program}; fi
`
