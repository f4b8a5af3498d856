import type { CompletedCommand, CompletedOption } from './command-tree.ts'

const quote = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`

const valueFlags = ({ values }: CompletedOption): string => {
  if (values === undefined) return ''
  return values.length === 0 ? ' -r' : ` -x -a ${quote(values.join(' '))}`
}

const lines = (program: string, { path, words, options }: CompletedCommand): string[] => {
  const start = `complete -c ${program} -n ${quote(`test (__${program}_at) = '${path}'`)}`
  return [
    ...words.map(({ name, description }) => `${start} -f -a ${quote(name)} -d ${quote(description)}`),
    ...options.map((option) => {
      const { name, description } = option
      return `${start} -l ${name.replace('--', '')} -d ${quote(description)}${valueFlags(option)}`
    }),
  ]
}

/** Fish completes file names by default. */
export const fishCompletion = (program: string, commands: readonly CompletedCommand[]): string => `\
# fish completion for ${program}
function __${program}_at
  set -l at ${program}
  for word in (commandline -opc)[2..-1]
    switch "$at $word"
      case ${commands
        .slice(1)
        .map(({ path }) => quote(path))
        .join(' ')}
        set at "$at $word"
    end
  end
  echo $at
end
${commands.flatMap((command) => lines(program, command)).join('\n')}
`
