import { BaseEdge, EdgeLabelRenderer, type EdgeProps, getBezierPath } from '@xyflow/react'
import { memo } from 'preact/compat'
import { useTexts } from '../../lib/texts.ts'
import { Icon } from '../look/icon.tsx'
import { canvasTexts } from '../texts/canvas.ts'
import { useCanvasActions } from './actions.ts'
import type { LinkEdge } from './flow-elements.ts'

/** A connection, with its problem and, when it is selected, what can be done with it. */
export const Link = memo((edge: EdgeProps<LinkEdge>) => {
  const [path, x, y] = getBezierPath(edge)
  const problems = edge.data?.problems ?? []
  return (
    <>
      <BaseEdge id={edge.id} path={path} interactionWidth={18} />
      {(problems.length > 0 || edge.selected) && (
        <EdgeLabelRenderer>
          <div
            class="link-tools nodrag nopan"
            style={{ transform: `translate(-50%, -50%) translate(${x}px, ${y}px)` }}
          >
            {problems.length > 0 && (
              <span
                class="link-problem"
                role="img"
                aria-label={problems.join('\n')}
                title={problems.join('\n')}
              >
                <Icon name="warning" size={15} />
              </span>
            )}
            {edge.selected && <Tools id={edge.id} />}
          </div>
        </EdgeLabelRenderer>
      )}
    </>
  )
})

const Tools = ({ id }: { readonly id: string }) => {
  const t = useTexts(canvasTexts)
  const { insertInto, removeEdge } = useCanvasActions()
  return (
    <>
      <button
        type="button"
        class="round"
        title={t('insert')}
        aria-label={t('insert')}
        onClick={() => insertInto(id)}
      >
        <Icon name="plus" size={14} />
      </button>
      <button
        type="button"
        class="round"
        title={t('disconnect')}
        aria-label={t('disconnect')}
        onClick={() => removeEdge(id)}
      >
        <Icon name="close" size={14} />
      </button>
    </>
  )
}
