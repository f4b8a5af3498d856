import type { Command } from 'commander'
import { bashCompletion } from './bash.ts'
import { commandTree } from './command-tree.ts'
import { fishCompletion } from './fish.ts'
import { zshCompletion } from './zsh.ts'

const shells = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion }

/** A shell script that completes every command and option of the program. */
export const completion = (program: Command, shell: keyof typeof shells): string =>
  shells[shell](program.name(), commandTree(program))
