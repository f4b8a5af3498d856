import type { Command } from 'commander'
import type { Setup } from '../../config-flags.ts'
import { type JsonSource, toJsonSource } from '../../json-source.ts'
import { defineGroup } from '../../resources/group.ts'
import { addChanges, addList, toMs, withChosen, withNewTrigger } from '../../triggers/define.ts'
import type { NewScheduleFlags } from './run.ts'

const help = `
One of --cron, --every-ms and --at sets when the script starts. "create" prints
the id of the new schedule, and "trigger" that of the execution, which the
server runs.

Examples:
  $ scriptd schedules create "Nightly report" --cron "30 2 * * *" \\
      --timezone Europe/Berlin --input '{"day": "{{ schedule.time }}"}'
  $ scriptd schedules list --script "Nightly report"
  $ scriptd schedules trigger "Nightly report"
  $ scriptd schedules pause 3
`

const withNewSchedule = (command: Command): Command =>
  withNewTrigger(command)
    .option('--cron <expression>', 'five fields, six with seconds first, or such as @daily')
    .option('--timezone <name>', 'time zone of --cron, such as Europe/Berlin (default: UTC)')
    .option('--every-ms <number>', 'milliseconds between two starts', toMs)
    .option('--at <time>', 'the only start, such as 2027-01-01T00:00:00Z')
    .option('--input <json|@file|->', 'input of the executions; {{ schedule.time }} works', toJsonSource)
    .option('--overlap <rule>', 'skip (default), queue_one, queue_all, cancel_other or allow_all')

export const defineSchedules = (program: Command, setup: Setup): void => {
  const { add } = defineGroup(program, setup, {
    name: 'schedules',
    description: 'create, list, pause, trigger and delete schedules',
    help,
  })
  add<NewScheduleFlags & { fields?: JsonSource; input?: JsonSource }>({
    name: 'create',
    description: 'start scripts automatically at certain times',
    build: withNewSchedule,
    work: async (target, flags, script = '') => {
      const { createSchedule } = await import('./run.ts')
      await createSchedule(target, script, flags)
    },
  })
  addList(
    add,
    'list schedules with their next start and the last one',
    async () => (await import('./run.ts')).listSchedules,
  )
  add({
    name: 'trigger',
    description: 'start a schedule now, even if it is paused',
    build: withChosen,
    work: async (target, _flags, chosen = '') => {
      const { triggerSchedule } = await import('./run.ts')
      await triggerSchedule(target, chosen)
    },
  })
  addChanges(add, 'schedule')
}
