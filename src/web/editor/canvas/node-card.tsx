import { Handle, type NodeProps, Position } from '@xyflow/react'
import { memo } from 'preact/compat'
import { inputY, portY } from '../../graph/size.ts'
import { categoryOf } from '../look/categories.ts'
import { Icon } from '../look/icon.tsx'
import { portName } from '../look/port-name.ts'
import { summaryOf } from '../look/summary.ts'
import type { CardData, CardNode } from './flow-elements.ts'

/** A node as the canvas draws it. Its size follows from its number of ports, so that it need not be measured. */
export const NodeCard = memo(({ data }: NodeProps<CardNode>) => {
  const { node, title, typeTitle, problems, hasInput, ports } = data
  const summary = summaryOf(node)
  return (
    // Its text is in the accessible name of the element around it.
    <div class={`card-node ${categoryOf(node.type)}`} aria-hidden="true">
      <div class={ports.length > 1 ? 'card-head divided' : 'card-head'}>
        <span class="card-icon">
          <Icon name={node.type} />
        </span>
        <span class="card-text">
          <span class="card-title">{title}</span>
          <span class={summary ? 'card-summary mono' : 'card-summary'}>{summary || typeTitle}</span>
        </span>
        {problems.length > 0 && (
          <span class="card-problem" title={problems.map(({ message }) => message).join('\n')}>
            <Icon name="warning" size={15} />
          </span>
        )}
      </div>
      {hasInput && (
        <Handle
          type="target"
          id="in"
          position={Position.Left}
          style={{ top: inputY(ports.length) }}
          className="card-port"
        />
      )}
      <Ports ports={ports} />
    </div>
  )
})

const Ports = ({ ports }: Pick<CardData, 'ports'>) => (
  <>
    {ports.map(({ name, isUnknown }, index) => (
      <span key={name}>
        {(ports.length > 1 || name !== 'out') && (
          <span
            class={isUnknown ? 'card-port-name unknown' : 'card-port-name'}
            style={{ top: portY(index, ports.length) }}
          >
            {portName(name)}
          </span>
        )}
        <Handle
          type="source"
          id={name}
          position={Position.Right}
          style={{ top: portY(index, ports.length) }}
          className={name === 'error' ? 'card-port error' : 'card-port'}
        />
      </span>
    ))}
  </>
)
