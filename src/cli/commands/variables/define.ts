import type { Command } from 'commander'
import type { Setup } from '../../config-flags.ts'
import { defineGroup, type ListFlags, withJson } from '../../resources/group.ts'

const help = `
Expressions and code read a variable as $vars.NAME. A value is JSON, @file for a
file, or - for standard input; with --text it is taken as text. A variable keeps
its description unless a new one is given.

Examples:
  $ scriptd variables set SHOP_URL https://shop.example.com --text
  $ scriptd variables set LIMITS '{"orders": 100}' --description "Per day"
  $ scriptd variables list
  $ scriptd variables delete SHOP_URL
`

interface SetFlags {
  readonly text?: boolean
  readonly description?: string
}

export const defineVariables = (program: Command, setup: Setup): void => {
  const { add } = defineGroup(program, setup, {
    name: 'variables',
    description: 'set, list and delete variables',
    help,
  })
  add<SetFlags>({
    name: 'set',
    description: 'create a variable or replace its value',
    build: (command) =>
      command
        .argument('<name>', 'name of the variable, such as SHOP_URL')
        .argument('<value>', 'JSON, @file for a file, or - for standard input')
        .option('--text', 'take the value as text')
        .option('--description <text>', 'what the variable is for'),
    work: async (target, flags, name = '', value = '') => {
      const { setVariable } = await import('./run.ts')
      await setVariable(target, { name, value, ...flags })
    },
  })
  add<ListFlags>({
    name: 'list',
    description: 'list all variables with their values',
    build: withJson,
    work: async (target, flags) => {
      const { listVariables } = await import('./run.ts')
      await listVariables(target, flags)
    },
  })
  add({
    name: 'delete',
    description: 'delete a variable',
    build: (command) => command.argument('<name>', 'name of the variable'),
    work: async (target, _flags, name = '') => {
      const { deleteVariable } = await import('./run.ts')
      await deleteVariable(target, name)
    },
  })
}
