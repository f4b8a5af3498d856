import { withApi } from '../../api/connect.ts'
import type { CommandTarget } from '../../api/find-server.ts'
import { followExecution } from '../../api/follow-execution.ts'
import { Schedule, ScheduleTick } from '../../api/schema.ts'
import { CommandError, print } from '../../context.ts'
import { type JsonSource, readJsonSource } from '../../json-source.ts'
import type { ListFlags } from '../../resources/group.ts'
import { type Columns, printList } from '../../resources/print-list.ts'
import { createTrigger } from '../../triggers/create.ts'
import { listTriggers, type TriggerFilter, triggerId } from '../../triggers/find.ts'
import { pathOf } from '../../triggers/kind.ts'

export interface NewScheduleFlags {
  readonly name?: string
  readonly cron?: string
  readonly timezone?: string
  readonly everyMs?: number
  readonly at?: string
  readonly overlap?: string
  readonly paused?: boolean
  readonly input?: JsonSource
  readonly fields?: JsonSource
}

/** Creates a schedule. Standard output gets its id alone. */
export const createSchedule = async (
  target: CommandTarget,
  script: string,
  flags: NewScheduleFlags,
): Promise<void> => {
  const { context } = target
  const { name, cron, timezone, everyMs, at, overlap, paused, input, fields: further } = flags
  const fields = {
    ...{ name, cron, timezone, at, overlap, every_ms: everyMs },
    ...(paused && { enabled: false }),
    ...(input && { input: await readJsonSource(input, context) }),
  }
  const created = await withApi(target, (api) =>
    createTrigger(api, Schedule, { kind: 'schedule', script, fields, further }, context),
  )
  const [next] = created.next_times
  const start = next === undefined ? 'it starts nothing now' : `its next start is at ${next}`
  context.stderr.write(`schedule ${created.id} "${created.name}" was created; ${start}\n`)
  await print(context.stdout, `${created.id}\n`)
}

const columns: Columns<Schedule> = {
  id: ({ id }) => String(id),
  script: ({ script_id }) => String(script_id),
  name: ({ name }) => name,
  when: ({ cron, every_ms, at, timezone }) =>
    cron === null ? (at ?? `every ${every_ms} ms`) : `${cron} ${timezone}`,
  next: ({ enabled, next_times: [next] }) => (enabled ? (next ?? 'never') : 'paused'),
  last: ({ last }) => (last ? `${last.time} ${last.status ?? last.outcome}` : 'never'),
}

export const listSchedules = async (
  target: CommandTarget,
  flags: ListFlags & TriggerFilter,
): Promise<void> => {
  const schedules = await withApi(target, (api) => listTriggers(api, 'schedule', Schedule, flags))
  await printList(target.context, schedules, columns, flags)
}

/** Starts a schedule now. Standard output gets the id of the execution. @throws CommandError when nothing is started */
export const triggerSchedule = async (target: CommandTarget, chosen: string): Promise<void> => {
  const { id, tick } = await withApi({ ...target, run: true }, async (api) => {
    const found = await triggerId(api, 'schedule', chosen)
    const tick = await api.call(ScheduleTick, 'POST', `${pathOf('schedule', found)}/trigger`)
    // Without a server the execution runs in this process, which must not end before.
    if (api.traits.url === undefined && tick.execution_id !== null)
      await followExecution(api, tick.execution_id, undefined)
    return { id: found, tick }
  })
  const { execution_id, outcome, reason } = tick
  if (execution_id === null) {
    throw new CommandError(`schedule ${id} started nothing: ${outcome}${reason && ` (${reason})`}`)
  }
  target.context.stderr.write(`schedule ${id} started an execution\n`)
  await print(target.context.stdout, `${execution_id}\n`)
}
