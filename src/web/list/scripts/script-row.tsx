import type { Schemas } from '../../lib/api.ts'
import { hrefOf } from '../../lib/route.ts'
import { useCan, useServices } from '../../lib/services.ts'
import { useTexts } from '../../lib/texts.ts'
import { Menu } from '../../lib/ui/menu.tsx'
import type { MenuItem } from '../../lib/ui/menu-list.tsx'
import { Status } from '../../lib/ui/status.tsx'
import { Age } from '../../lib/ui/times.tsx'
import { setActive } from './script-actions.ts'
import { listTexts } from './texts.ts'

type Script = Schemas['ScriptSummary']

export interface ScriptRowProps {
  readonly script: Script
  readonly lastRun: Schemas['ListedExecution'] | undefined
  readonly onRun: () => void
  readonly onDuplicate: () => void
  readonly onExport: () => void
  readonly onRemove: () => void
  readonly onChanged: () => void
}

const ActiveSwitch = ({ script, onChanged }: Pick<ScriptRowProps, 'script' | 'onChanged'>) => {
  const t = useTexts(listTexts)
  const { api, notices } = useServices()
  const canWrite = useCan('write')
  return (
    <input
      type="checkbox"
      role="switch"
      class="switch"
      checked={script.active}
      aria-checked={script.active}
      disabled={!canWrite}
      aria-label={t('activeLabel', { name: script.name })}
      onChange={({ currentTarget }) =>
        setActive(api, script.id, currentTarget.checked)
          .catch((error) => notices.error(error))
          .finally(onChanged)
      }
    />
  )
}

export const ScriptRow = (properties: ScriptRowProps) => {
  const t = useTexts(listTexts)
  const { router } = useServices()
  const canWrite = useCan('write')
  const canExecute = useCan('execute')
  const { script, lastRun, onRun, onDuplicate, onExport, onRemove, onChanged } = properties
  const { id, name, description, tags, node_count, updated_at } = script
  const items: readonly MenuItem[] = [
    { label: t('edit'), onChoose: () => router.go(hrefOf(['scripts', id])) },
    { label: t('executions'), onChoose: () => router.go(hrefOf(['executions'], { script_id: id })) },
    ...(canWrite
      ? [
          { label: t('schedule'), onChoose: () => router.go(hrefOf(['schedules'], { new: id })) },
          { label: t('webhook'), onChoose: () => router.go(hrefOf(['webhooks'], { new: id })) },
          { label: t('duplicate'), onChoose: onDuplicate },
        ]
      : []),
    { label: t('exportFile'), onChoose: onExport },
    ...(canWrite ? [{ label: t('remove'), onChoose: onRemove, isDangerous: true }] : []),
  ]
  return (
    <tr>
      <td>
        <a class="title" href={hrefOf(['scripts', id])}>
          {name}
        </a>
        {tags.map((tag) => (
          <span key={tag} class="tag">
            {tag}
          </span>
        ))}
        {description && <div class="muted cut">{description}</div>}
      </td>
      <td>
        <ActiveSwitch script={script} onChanged={onChanged} />
      </td>
      <td>
        {lastRun ? (
          <a class="last-run" href={hrefOf(['executions', lastRun.id])}>
            <Status status={lastRun.status} /> <Age time={lastRun.created_at} />
          </a>
        ) : (
          <span class="muted">{t('never')}</span>
        )}
      </td>
      <td class="number wide-only">{node_count}</td>
      <td class="muted wide-only">
        <Age time={updated_at} />
      </td>
      <td class="row-actions">
        {canExecute && (
          <button type="button" class="small" aria-label={t('runLabel', { name })} onClick={onRun}>
            {t('run')}
          </button>
        )}
        <Menu label={t('more', { name })} items={items} />
      </td>
    </tr>
  )
}
