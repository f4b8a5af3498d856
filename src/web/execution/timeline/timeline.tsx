import { useLocale } from '../../lib/services.ts'
import { useTexts } from '../../lib/texts.ts'
import { Status } from '../../lib/ui/status.tsx'
import { formatDuration, formatNumber } from '../../lib/values/format.ts'
import type { NodeGroup } from '../model/groups.ts'
import { executionTexts } from '../texts.ts'
import { barsOf, isKept, type Span, ticksOf } from './bars.ts'

const Row = (properties: {
  readonly group: NodeGroup
  readonly name: string
  readonly span: Span
  readonly now: number
  readonly isSelected: boolean
  readonly onSelect: () => void
}) => {
  const { group, name, span, now, isSelected, onSelect } = properties
  const locale = useLocale()
  const t = useTexts(executionTexts)
  const { results, counts, status, scope } = group
  return (
    <li>
      <button type="button" class="bar-row" aria-pressed={isSelected} onClick={onSelect}>
        <span class={scope === '' ? 'bar-name' : 'bar-name inner'} title={scope === '' ? undefined : scope}>
          <span class="bar-text">
            {scope !== '' && <span class="spoken">{scope} </span>}
            {name}
          </span>
          {results.length > 1 && (
            <span
              class="count"
              title={Object.entries(counts)
                .map(([key, n]) => `${key}: ${n}`)
                .join(', ')}
            >
              {counts.failed ? <b class="bad">{formatNumber(counts.failed, locale)} ✕ </b> : null}
              {formatNumber(counts.completed ?? 0, locale)}/{formatNumber(results.length, locale)}
            </span>
          )}
        </span>
        <Status status={status} />
        <span class="bar-track" aria-hidden="true">
          {barsOf(results, span, now).map((bar, index) => (
            <span
              key={index}
              class={`bar ${bar.status}`}
              style={{ left: `${bar.left}%`, width: `${bar.width}%` }}
            />
          ))}
        </span>
        <span class="bar-time">
          {results.every((result) => isKept(result, span.from)) ? t('kept') : timeOf(group, locale)}
        </span>
      </button>
    </li>
  )
}

const timeOf = ({ results }: NodeGroup, locale: ReturnType<typeof useLocale>): string => {
  const known = results.flatMap(({ duration_ms }) => duration_ms ?? [])
  return known.length === 0 ? '' : formatDuration(Math.max(...known.slice(0, 10_000)), locale)
}

/** When each node ran, one row for all runs of a node. */
export const Timeline = (properties: {
  readonly groups: readonly NodeGroup[]
  readonly nameOf: (nodeId: string) => string
  readonly span: Span
  readonly now: number
  readonly selected: string | undefined
  readonly onSelect: (key: string) => void
}) => {
  const { groups, nameOf, span, now, selected, onSelect } = properties
  const t = useTexts(executionTexts)
  const locale = useLocale()
  if (groups.length === 0) return <p class="muted pad">{t('noNodes')}</p>
  const length = span.to - span.from
  return (
    <div class="timeline">
      <div class="axis" aria-hidden="true">
        {ticksOf(span)
          // One at the very end would stand over the times beside it.
          .filter((tick) => tick <= 0.9 * length)
          .map((tick) => (
            <span key={tick} style={{ left: `${(100 * tick) / length}%` }}>
              {formatDuration(tick, locale)}
            </span>
          ))}
      </div>
      <ul>
        {groups.map((group) => (
          <Row
            key={group.key}
            group={group}
            name={nameOf(group.nodeId)}
            span={span}
            now={now}
            isSelected={group.key === selected}
            onSelect={() => onSelect(group.key)}
          />
        ))}
      </ul>
    </div>
  )
}
