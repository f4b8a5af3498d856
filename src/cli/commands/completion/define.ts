import { Argument, type Command } from 'commander'
import type { Setup } from '../../config-flags.ts'
import { print } from '../../context.ts'

const examples = `
Examples:
  $ source <(scriptd completion bash)
  $ scriptd completion zsh > "\${fpath[1]}/_scriptd"
  $ scriptd completion fish > ~/.config/fish/completions/scriptd.fish
`

export const defineCompletion = (program: Command, { context }: Setup): void => {
  program
    .command('completion')
    .description('print a script for shell completion')
    .addArgument(new Argument('<shell>', 'bash, zsh or fish').choices(['bash', 'zsh', 'fish']))
    .addHelpText('after', examples)
    .action(async (shell: 'bash' | 'zsh' | 'fish') => {
      const { completion } = await import('../../completion/completion.ts')
      await print(context.stdout, completion(program, shell))
    })
}
