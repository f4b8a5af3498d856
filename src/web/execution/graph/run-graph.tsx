import {
  Background,
  BaseEdge,
  type EdgeProps,
  type Node as FlowNode,
  getBezierPath,
  type NodeProps,
  ReactFlow,
} from '@xyflow/react'
import { memo } from 'preact/compat'
import { useMemo } from 'preact/hooks'
import { type CardData, type CardNode, FlowElements } from '../../editor/canvas/flow-elements.ts'
import { NodeCard } from '../../editor/canvas/node-card.tsx'
import type { Catalogue } from '../../editor/state/catalogue.ts'
import type { ScriptModel } from '../../graph/model.ts'
import { NO_PROBLEMS } from '../../graph/problems.ts'
import { useTexts } from '../../lib/texts.ts'
import { useIsDark } from '../../lib/theme.ts'
import { statusTexts } from '../../lib/ui/status.tsx'
import { executionTexts } from '../texts.ts'
import type { RunState } from './run-states.ts'

type RunData = CardData & { readonly run: RunState | undefined }
type RunNode = FlowNode<RunData, 'run'>

const MANY_NODES = 300

const Card = memo((properties: NodeProps<RunNode>) => {
  const { run } = properties.data
  return (
    <div class={`run-card ${run?.status ?? 'pending'}`}>
      <NodeCard {...(properties as unknown as NodeProps<CardNode>)} />
      {run && run.total > 1 && (
        <span class="run-count" aria-hidden="true">
          {run.failed > 0 && <b>{run.failed} ✕ </b>}
          {run.done}/{run.total}
        </span>
      )}
    </div>
  )
})

const Line = memo((edge: EdgeProps) => <BaseEdge id={edge.id} path={getBezierPath(edge)[0]} />)

const nodeTypes = { run: Card }
const edgeTypes = { link: Line }

export interface RunGraphProps {
  readonly model: ScriptModel
  readonly catalogue: Catalogue
  readonly states: ReadonlyMap<string, RunState>
  readonly selected: string | undefined
  readonly onSelect: (nodeId: string) => void
}

/** The graph that ran, whose nodes show what they do. */
export const RunGraph = ({ model, catalogue, states, selected, onSelect }: RunGraphProps) => {
  const t = useTexts(executionTexts)
  const status = useTexts(statusTexts)
  const isDark = useIsDark()
  const elements = useMemo(
    () => new FlowElements(catalogue, ({ title, typeTitle }) => `${title}, ${typeTitle}`),
    [catalogue],
  )
  const drawing = {
    model,
    selection: { nodes: new Set(selected === undefined ? [] : [selected]), edges: new Set<string>() },
    problems: NO_PROBLEMS,
    current: undefined,
  }
  const nodes = elements.nodes(drawing).map((node): RunNode => {
    const run = states.get(node.id)
    return {
      ...node,
      type: 'run',
      data: { ...node.data, run },
      ariaLabel: [
        node.ariaLabel,
        status(run?.status ?? 'pending'),
        run && run.total > 1 && `${run.done}/${run.total}`,
      ]
        .filter(Boolean)
        .join(', '),
      domAttributes: {
        ...node.domAttributes,
        tabIndex: 0,
        onKeyDown: ({ key }: { readonly key: string }) => {
          if (key === 'Enter' || key === ' ') onSelect(node.id)
        },
      },
    }
  })
  const edges = elements.edges(drawing).map((edge) => ({
    ...edge,
    className: states.get(edge.target)?.status === 'running' ? 'live' : '',
  }))
  const isMany = model.nodes.length > MANY_NODES
  return (
    <section class="canvas run-graph" aria-label={t('graph')}>
      <ReactFlow
        nodes={nodes}
        edges={edges}
        nodeTypes={nodeTypes}
        edgeTypes={edgeTypes}
        onNodeClick={(_, { id }) => onSelect(id)}
        colorMode={isDark ? 'dark' : 'light'}
        fitView={!isMany}
        fitViewOptions={{ padding: 0.12, maxZoom: 1, minZoom: 0.25 }}
        minZoom={isMany ? 0.35 : 0.1}
        onlyRenderVisibleElements
        nodesDraggable={false}
        nodesConnectable={false}
        edgesFocusable={false}
        disableKeyboardA11y
        deleteKeyCode={null}
        proOptions={{ hideAttribution: true }}
      >
        <Background gap={20} size={1.2} />
      </ReactFlow>
    </section>
  )
}
