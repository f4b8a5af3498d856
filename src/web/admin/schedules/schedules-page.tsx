import { useState } from 'preact/hooks'
import { ask } from '../../lib/api.ts'
import type { Locale } from '../../lib/locale.ts'
import { useScriptChoices } from '../../lib/pages/use-script-choices.ts'
import { useResource } from '../../lib/resource.ts'
import { hrefOf } from '../../lib/route.ts'
import { useCan, useLocale, useServices } from '../../lib/services.ts'
import { useTexts } from '../../lib/texts.ts'
import { Confirm } from '../../lib/ui/confirm.tsx'
import { Menu } from '../../lib/ui/menu.tsx'
import { Age } from '../../lib/ui/times.tsx'
import { formatDuration, formatTime } from '../../lib/values/format.ts'
import { type Edited, readToEdit } from '../parts/edited.ts'
import { ListPage } from '../parts/list-page.tsx'
import { NewButton } from '../parts/new-button.tsx'
import { useAttempt } from '../parts/use-attempt.ts'
import { useNewFor } from '../parts/use-new-for.ts'
import { adminTexts } from '../texts.ts'
import { describeCron } from './cron-words.ts'
import { emptyDraft, type Schedule, toDraft } from './draft.ts'
import { ScheduleDialog } from './schedule-dialog.tsx'

const whenOf = ({ cron, every_ms, at }: Schedule, locale: Locale): string => {
  if (cron !== null) return describeCron(cron, locale) ?? cron
  if (every_ms !== null) return formatDuration(every_ms, locale)
  return at === null ? '' : formatTime(at, locale)
}

export const SchedulesPage = () => {
  const t = useTexts(adminTexts)
  const locale = useLocale()
  const { api, notices } = useServices()
  const canWrite = useCan('write')
  const attempt = useAttempt()
  const { choices, nameOf } = useScriptChoices()
  const [newFor, dropNew] = useNewFor('schedules')
  const [edited, setEdited] = useState<Edited<Schedule> | 'new' | undefined>(
    newFor === undefined ? undefined : 'new',
  )
  const [removed, setRemoved] = useState<Schedule>()
  const schedules = useResource(
    async (signal) =>
      (await ask(api.GET('/api/schedules', { params: { query: { limit: 200 } }, signal }))).data,
    [],
  )
  const paramsOf = ({ id }: Schedule) => ({ path: { schedule_id: id } })
  const change = (schedule: Schedule, work: () => Promise<unknown>) =>
    attempt(async () => {
      await work()
      schedules.reload()
      return schedule
    })
  const startNow = (schedule: Schedule) =>
    attempt(async () => {
      await ask(api.POST('/api/schedules/{schedule_id}/trigger', { params: paramsOf(schedule) }))
      notices.info(t('startedNow'))
      schedules.reload()
    })

  const edit = (schedule: Schedule) =>
    attempt(async () => {
      const params = paramsOf(schedule)
      setEdited(await readToEdit(api.GET('/api/schedules/{schedule_id}', { params })))
    })

  const first = choices?.find(([id]) => id === newFor) ?? choices?.[0]
  const close = () => {
    setEdited(undefined)
    dropNew()
  }

  const rowOf = (schedule: Schedule) => {
    const { id, name, script_id, cron, enabled, next_times, last } = schedule
    const [next] = next_times
    return (
      <tr key={id}>
        <td>
          <span class="title">{name}</span>
        </td>
        <td>
          <a href={hrefOf(['scripts', script_id])}>{nameOf(script_id)}</a>
        </td>
        <td title={cron ?? undefined}>{whenOf(schedule, locale)}</td>
        <td>{next ? <Age time={next} /> : <span class="muted">{t('never')}</span>}</td>
        <td>
          <a href={hrefOf(['executions'], { schedule_id: id })}>
            {last ? <Age time={last.time} /> : t('never')}
          </a>
        </td>
        <td>
          <input
            type="checkbox"
            role="switch"
            class="switch"
            checked={enabled}
            aria-checked={enabled}
            disabled={!canWrite}
            aria-label={t('activeLabel', { name })}
            onChange={change(schedule, () =>
              ask(
                api.PATCH('/api/schedules/{schedule_id}', {
                  params: paramsOf(schedule),
                  body: { enabled: !enabled },
                }),
              ),
            )}
          />
        </td>
        <td class="row-actions">
          {canWrite && (
            <Menu
              label={t('more', { name })}
              items={[
                { label: t('startNow'), onChoose: startNow(schedule) },
                { label: t('edit'), onChoose: edit(schedule) },
                { label: t('remove'), onChoose: () => setRemoved(schedule), isDangerous: true },
              ]}
            />
          )}
        </td>
      </tr>
    )
  }

  return (
    <ListPage
      title={t('schedules')}
      hint={t('schedulesHint')}
      resource={schedules}
      heads={[t('name'), t('script'), t('when'), t('next'), t('last'), t('active'), t('actions')]}
      rowOf={rowOf}
      actions={
        canWrite && <NewButton choices={choices} label={t('newSchedule')} onClick={() => setEdited('new')} />
      }
    >
      {edited && first && (
        <ScheduleDialog
          draft={edited === 'new' ? emptyDraft(...first) : toDraft(edited.value)}
          edited={edited === 'new' ? undefined : edited}
          scripts={choices ?? []}
          onClose={close}
          onSaved={() => {
            close()
            schedules.reload()
          }}
        />
      )}
      {removed && (
        <Confirm
          title={t('removeTitle', { name: removed.name })}
          action={t('remove')}
          onClose={() => setRemoved(undefined)}
          onConfirm={change(removed, () =>
            ask(api.DELETE('/api/schedules/{schedule_id}', { params: paramsOf(removed) })),
          )}
        >
          <p>{t('noUndo')}</p>
        </Confirm>
      )}
    </ListPage>
  )
}
