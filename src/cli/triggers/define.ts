import { type Command, InvalidArgumentError } from 'commander'
import type { CommandTarget } from '../api/find-server.ts'
import { toJsonSource } from '../json-source.ts'
import { type AddCommand, type ListFlags, withJson } from '../resources/group.ts'
import type { TriggerFilter } from './find.ts'
import type { TriggerKind } from './kind.ts'

/** @throws InvalidArgumentError */
export const toMs = (text: string): number => {
  if (/^\d+$/.test(text)) return Number(text)
  throw new InvalidArgumentError('It must be a whole number of milliseconds.')
}

const withFilter = (command: Command): Command =>
  withJson(command).option('--script <id|name>', 'only those for this script')

type List = (target: CommandTarget, flags: ListFlags & TriggerFilter) => Promise<void>

/** Defines `list`; what it does is loaded when it is needed. */
export const addList = (add: AddCommand, description: string, load: () => Promise<List>): void =>
  add<ListFlags & TriggerFilter>({
    name: 'list',
    description,
    build: withFilter,
    work: async (target, flags) => (await load())(target, flags),
  })

/** Adds the arguments and flags of `create` that all kinds have. */
export const withNewTrigger = (command: Command): Command =>
  command
    .argument('<script>', 'id or name of the script')
    .option('--name <name>', 'its name (default: that of the script)')
    .option('--paused', 'create it paused')
    .option('--fields <json|@file|->', 'further fields of the API, as JSON', toJsonSource)

/** Adds the argument that names one. */
export const withChosen = (command: Command): Command =>
  command.argument('<id|name>', 'its id, or its name if no other has it')

/** Defines the commands that change what exists, which are the same for all kinds. */
export const addChanges = (add: AddCommand, kind: TriggerKind): void => {
  const addEnabling = (name: string, description: string, enabled: boolean) =>
    add({
      name,
      description,
      build: withChosen,
      work: async (target, _flags, chosen = '') => {
        const { enableTrigger } = await import('./change.ts')
        await enableTrigger(target, { kind, chosen }, enabled)
      },
    })
  addEnabling('pause', `pause a ${kind} until it is resumed`, false)
  addEnabling('resume', `resume a paused ${kind}`, true)
  add({
    name: 'delete',
    description: `delete a ${kind}; executions that it has started stay`,
    build: withChosen,
    work: async (target, _flags, chosen = '') => {
      const { deleteTrigger } = await import('./change.ts')
      await deleteTrigger(target, { kind, chosen })
    },
  })
}
