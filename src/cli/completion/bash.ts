import type { CompletedCommand } from './command-tree.ts'
import { choiceCases, quote, stepCase } from './shell-cases.ts'

/** Without choices, Bash completes file names. */
export const bashCompletion = (program: string, commands: readonly CompletedCommand[]): string => `\
# bash completion for ${program}
_${program}() {
  local word at=${program} words=''
  local current=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD - 1]}
  # Bash splits "--option=value" into three words.
  if [[ $before == = ]]; then before=\${COMP_WORDS[COMP_CWORD - 2]}; fi
  if [[ $current == = ]]; then current=''; fi
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD - 1}"; do
    ${stepCase(commands)}
  done
  ${choiceCases(commands, {
    choose: (words) => `words=${quote(words.map(({ name }) => name).join(' '))}`,
    files: 'return',
  })}
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o bashdefault -o default -F _${program} ${program}
`
