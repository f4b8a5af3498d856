import type { NodeChange } from '../../graph/compare/compare.ts'
import type { Edge } from '../../graph/model.ts'
import { type Translate, useTexts } from '../../lib/texts.ts'
import { comparisonTexts } from '../texts/comparison.ts'

/** A change of nothing but the place is not worth a row. */
export const isShown = (change: NodeChange | undefined): boolean =>
  change !== undefined &&
  !(change.kind === 'changed' && change.fields.every(({ field }) => field === 'position'))

const MAX_VALUE = 300

const shorten = (value: unknown, nothing: string): string => {
  if (value === undefined) return nothing
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text.length > MAX_VALUE ? `${text.slice(0, MAX_VALUE)}…` : text
}

export const Change = ({ change }: { readonly change: NodeChange | undefined }) => {
  const t = useTexts(comparisonTexts)
  if (!change || !isShown(change)) return <span class="muted">{t('unchanged')}</span>
  if (change.kind !== 'changed') return <b>{t(change.kind)}</b>
  return (
    <dl class="changes">
      {change.fields
        .filter(({ field }) => field !== 'position')
        .map(({ field, before, after }) => (
          <div key={field}>
            <dt>{field.replace(/^parameters\./, '')}</dt>
            <dd>
              <del>{shorten(before, t('nothing'))}</del>
              <ins>{shorten(after, t('nothing'))}</ins>
            </dd>
          </div>
        ))}
    </dl>
  )
}

export const edgeTexts = (
  {
    addedEdges,
    removedEdges,
  }: { readonly addedEdges: readonly Edge[]; readonly removedEdges: readonly Edge[] },
  t: Translate<typeof comparisonTexts>,
): string[] => {
  const text = (edge: Edge, what: string) => `${edge.source} → ${edge.target}: ${what}`
  return [
    ...addedEdges.map((edge) => text(edge, t('added'))),
    ...removedEdges.map((edge) => text(edge, t('removed'))),
  ]
}
