import type { Command } from 'commander'
import { bashCompletion } from './bash.ts'
import { commandTree } from './command-tree.ts'
import { fishCompletion } from './fish.ts'
import { zshCompletion } from './zsh.ts'

const shells = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion }

/** The script that makes a shell complete every command and option that the program has. */
export const completion = (program: Command, shell: keyof typeof shells): string =>
  shells[shell](program.name(), commandTree(program))
