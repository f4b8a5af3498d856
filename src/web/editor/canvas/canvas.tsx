import {
  Background,
  type Connection,
  type EdgeChange,
  type NodeChange,
  ReactFlow,
  useReactFlow,
} from '@xyflow/react'
import { useEffect, useMemo, useRef } from 'preact/hooks'
import { edgesById } from '../../graph/compare/compare.ts'
import type { ScriptModel } from '../../graph/model.ts'
import { readingOrder } from '../../graph/traversal.ts'
import { useStore } from '../../lib/store.ts'
import { useTexts } from '../../lib/texts.ts'
import { useIsDark } from '../../lib/theme.ts'
import { DRAGGED_TYPE } from '../look/dragged-type.ts'
import { addNode, connectNodes, disconnect } from '../state/commands.ts'
import { useEditor, useModel } from '../state/context.ts'
import { canvasTexts } from '../texts/canvas.ts'
import { CanvasActionsProvider } from './actions.ts'
import { isAllowed, replaceEdge } from './connecting.ts'
import { Controls } from './controls.tsx'
import { DragSession } from './drag-session.ts'
import { EmptyCanvas } from './empty-canvas.tsx'
import { type CardNode, FlowElements, type LinkEdge } from './flow-elements.ts'
import { useCanvasKeys } from './keys.ts'
import { Link } from './link.tsx'
import { NodeCard } from './node-card.tsx'
import { Overview } from './overview.tsx'

const nodeTypes = { card: NodeCard }
const edgeTypes = { link: Link }

/** Above it the whole graph is seen in the overview only, as so many nodes cannot be drawn at once. */
const MANY_NODES = 300
const MIN_ZOOM = 0.1
const MIN_ZOOM_OF_MANY = 0.35

const pointOf = (event: MouseEvent | TouchEvent) => {
  const { clientX: x, clientY: y } =
    'changedTouches' in event ? (event.changedTouches[0] ?? { clientX: 0, clientY: 0 }) : event
  return { x, y }
}

const FIRST_ZOOM = 0.7

const startOf = (model: ScriptModel) => {
  const [first] = readingOrder(model)
  const { x, y } = model.nodes.find(({ id }) => id === first)?.position ?? { x: 0, y: 0 }
  return { x: 60 - x * FIRST_ZOOM, y: 340 - y * FIRST_ZOOM, zoom: FIRST_ZOOM }
}

export const Canvas = () => {
  const { state, ui, view } = useEditor()
  const t = useTexts(canvasTexts)
  const isDark = useIsDark()
  const model = useModel()
  const selection = useStore(state.selection)
  const problems = useStore(state.problems)
  const focused = useStore(ui.current)
  const element = useRef<HTMLDivElement>(null)
  const flow = useReactFlow<CardNode, LinkEdge>()
  const drag = useMemo(() => new DragSession(state), [state])
  const isMany = model.nodes.length > MANY_NODES

  useEffect(() => {
    if (element.current) view.attach(flow, element.current)
  }, [flow])

  const elements = useMemo(
    () =>
      new FlowElements(state.catalogue, ({ title, typeTitle, problems: found }) =>
        found.length === 0
          ? t('node', { title, type: typeTitle })
          : t('nodeProblems', {
              title,
              type: typeTitle,
              count: found.length,
              problems: found.map(({ message }) => message).join(' '),
            }),
      ),
    [state.catalogue, t('node')],
  )
  const current = useMemo(() => {
    if (focused !== undefined && model.nodes.some(({ id }) => id === focused)) return focused
    return readingOrder(model)[0]
  }, [model, focused])
  const drawing = { model, selection, problems, current }
  const nodes = useMemo(() => elements.nodes(drawing), [elements, model, selection, problems, current])
  const edges = useMemo(
    () => elements.edges(drawing),
    [elements, model.connections, selection.edges, problems],
  )

  const actions = useMemo(
    () => ({
      insertInto: (id: string) => {
        const into = edgesById(state.model).get(id)
        if (into) ui.open({ kind: 'add', place: { into } })
      },
      removeEdge: (id: string) => {
        const edge = edgesById(state.model).get(id)
        if (edge) disconnect(state, edge)
      },
    }),
    [state, ui],
  )
  // A graph that is too large to be seen as a whole is shown from its first node on.
  const beginning = useMemo(() => startOf(state.model), [state])
  const onKeyDown = useCanvasKeys()

  const changeNodes = (changes: NodeChange<CardNode>[]) => drag.apply(changes)
  const changeEdges = (changes: EdgeChange<LinkEdge>[]) => {
    const chosen = changes.filter((change) => change.type === 'select')
    if (chosen.length === 0) return
    const next = new Set(state.selection.value.edges)
    for (const { id, selected } of chosen) selected ? next.add(id) : next.delete(id)
    state.select(state.selection.value.nodes, next)
  }
  const openMenu = (event: MouseEvent, of: 'node' | 'edge', id: string) => {
    event.preventDefault()
    if (of === 'node' && !state.selection.value.nodes.has(id)) state.select([id])
    ui.open({ kind: 'menu', of: { kind: of, id }, at: pointOf(event) })
  }

  return (
    <CanvasActionsProvider value={actions}>
      <section
        ref={element}
        class="canvas"
        aria-label={t('graph')}
        aria-description={t('graphHelp')}
        onKeyDown={onKeyDown}
        onFocusIn={({ target }) => {
          const id =
            target instanceof Element
              ? target.closest<HTMLElement>('.react-flow__node')?.dataset.id
              : undefined
          if (id === undefined) return
          ui.current.set(id)
          if (
            target instanceof Element &&
            target.matches(':focus-visible') &&
            !state.selection.value.nodes.has(id)
          ) {
            state.select([id])
          }
        }}
        onDragOver={(event) => {
          if (event.dataTransfer?.types.includes(DRAGGED_TYPE)) event.preventDefault()
        }}
        onDrop={(event) => {
          const type = event.dataTransfer?.getData(DRAGGED_TYPE)
          if (!type) return
          event.preventDefault()
          const { x, y } = view.toCanvas(pointOf(event))
          view.focus(addNode(state, type, { at: { x: x - 110, y: y - 30 } }))
        }}
      >
        <ReactFlow<CardNode, LinkEdge>
          nodes={nodes}
          edges={edges}
          nodeTypes={nodeTypes}
          edgeTypes={edgeTypes}
          onNodesChange={changeNodes}
          onEdgesChange={changeEdges}
          onConnect={({ source, target, sourceHandle }: Connection) =>
            connectNodes(state, { source, target, output: sourceHandle ?? 'out' })
          }
          onReconnect={(old: LinkEdge, connection: Connection) => replaceEdge(state, old.id, connection)}
          isValidConnection={(connection) => isAllowed(state.model, connection)}
          onConnectEnd={(event, { fromHandle, toNode }) => {
            if (toNode || fromHandle?.type !== 'source') return
            const { x, y } = view.toCanvas(pointOf(event))
            const after = { node: fromHandle.nodeId, output: fromHandle.id ?? 'out' }
            ui.open({ kind: 'add', place: { at: { x, y: y - 30 }, after } })
          }}
          // Not as soon as it is pressed, as it may be dragged then.
          onNodeClick={(_, { id }) => requestAnimationFrame(() => view.show(id))}
          onNodeDoubleClick={() => ui.editNode()}
          onNodeContextMenu={(event, { id }) => openMenu(event as unknown as MouseEvent, 'node', id)}
          onEdgeContextMenu={(event, { id }) => openMenu(event as unknown as MouseEvent, 'edge', id)}
          onPaneContextMenu={(event) => {
            event.preventDefault()
            const at = pointOf(event as unknown as MouseEvent)
            ui.open({ kind: 'menu', of: { kind: 'canvas', at: view.toCanvas(at) }, at })
          }}
          colorMode={isDark ? 'dark' : 'light'}
          fitView={!isMany}
          fitViewOptions={{ padding: 0.1, maxZoom: 1, minZoom: 0.4 }}
          defaultViewport={beginning}
          minZoom={isMany ? MIN_ZOOM_OF_MANY : MIN_ZOOM}
          maxZoom={2}
          onlyRenderVisibleElements
          panOnScroll
          snapToGrid
          snapGrid={[10, 10]}
          connectionRadius={28}
          nodeDragThreshold={2}
          deleteKeyCode={null}
          disableKeyboardA11y
          edgesFocusable={false}
          nodesDraggable={!state.isReadOnly}
          nodesConnectable={!state.isReadOnly}
          edgesReconnectable={!state.isReadOnly}
          elevateEdgesOnSelect
          proOptions={{ hideAttribution: true }}
        >
          <Background gap={20} size={1.2} />
        </ReactFlow>
        {model.nodes.length === 0 && <EmptyCanvas />}
        <Controls />
        <Overview />
      </section>
    </CanvasActionsProvider>
  )
}
