import type { ComponentChildren } from 'preact'
import type { Resource } from '../lib/resource.ts'
import { useTexts } from '../lib/texts.ts'
import { Loaded } from '../lib/ui/load-state.tsx'
import { dashboardTexts } from './texts.ts'

export const Panel = ({
  title,
  children,
}: {
  readonly title: string
  readonly children: ComponentChildren
}) => (
  <section class="card panel">
    <h2>{title}</h2>
    {children}
  </section>
)

export type RankedRow = readonly [key: string, ...cells: ComponentChildren[]]

/** A table whose first column names things and whose others are numbers. */
export const Ranking = ({
  heads,
  rows,
}: {
  readonly heads: readonly string[]
  readonly rows: readonly RankedRow[]
}) => (
  <div class="scroll">
    <table class="dense">
      <thead>
        <tr>
          {heads.map((head, index) => (
            <th key={head} scope="col" class={index > 0 ? 'number' : ''}>
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(([key, ...cells]) => (
          <tr key={key}>
            {cells.map((cell, index) => (
              <td key={heads[index]} class={index > 0 ? 'number' : ''}>
                {cell}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  </div>
)

/** A panel with a ranking of what the server has counted. */
export const RankingPanel = <T,>(properties: {
  readonly title: string
  readonly hint?: (data: T) => string
  readonly heads: readonly string[]
  readonly resource: Resource<T>
  readonly rows: (data: T) => readonly RankedRow[]
}) => {
  const { title, hint, heads, resource, rows } = properties
  const t = useTexts(dashboardTexts)
  return (
    <Panel title={title}>
      <Loaded resource={resource}>
        {(data) => {
          const shown = rows(data)
          if (shown.length === 0) return <p class="muted">{t('none')}</p>
          return (
            <>
              {hint && <p class="muted">{hint(data)}</p>}
              <Ranking heads={heads} rows={shown} />
            </>
          )
        }}
      </Loaded>
    </Panel>
  )
}
