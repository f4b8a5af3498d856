import { edgesById } from '../../graph/compare/compare.ts'
import type { Position } from '../../graph/edits.ts'
import { nodesById, nodeTitle } from '../../graph/model.ts'
import { useTexts } from '../../lib/texts.ts'
import { MenuList } from '../../lib/ui/menu-list.tsx'
import { copySelected, pasteText } from '../input/clipboard.ts'
import { layOutGraph } from '../layout/layout.ts'
import { disconnect, duplicateSelected, removeSelected } from '../state/commands.ts'
import { type EditorParts, useEditor } from '../state/context.ts'
import type { MenuSubject } from '../state/editor-ui.ts'
import { nextOutput } from '../state/next-output.ts'
import { dialogTexts } from '../texts/dialogs.ts'

interface Item {
  readonly text: keyof typeof dialogTexts
  readonly key?: string
  readonly changes?: boolean
  readonly run: () => void
}

/** What can be done with a node, an edge or the canvas, at the place where it was asked for. */
export const ContextMenu = ({ subject, at }: { readonly subject: MenuSubject; readonly at: Position }) => {
  const t = useTexts(dialogTexts)
  const parts = useEditor()
  const { ui, state, view } = parts
  const items = itemsOf(subject, parts).filter(({ changes }) => !(changes && state.isReadOnly))
  const nodes = nodesById(state.model)
  const label =
    subject.kind === 'node'
      ? t('menu', { node: nodeTitle(nodes.get(subject.id) ?? { id: subject.id }) })
      : t(subject.kind === 'edge' ? 'menuEdge' : 'menuCanvas')
  return (
    <MenuList
      label={label}
      items={items.map(({ text, key, run }) => ({ label: t(text), shortcut: key, onChoose: run }))}
      anchor={at}
      onClose={(isByUser) => {
        ui.close()
        if (isByUser && subject.kind === 'node') view.focus(subject.id)
      }}
    />
  )
}

const itemsOf = (subject: MenuSubject, parts: EditorParts): Item[] => {
  if (subject.kind === 'node') return nodeItems(subject.id, parts)
  if (subject.kind === 'edge') return edgeItems(subject.id, parts)
  return canvasItems(subject.at, parts)
}

const nodeItems = (id: string, { state, ui, view }: EditorParts): Item[] => [
  { text: 'edit', key: 'Enter', run: () => ui.editNode('parameters') },
  { text: 'rename', run: () => ui.editNode('behaviour') },
  { text: 'run', key: 'R', run: () => ui.editNode('test') },
  { text: 'connect', key: 'C', run: () => ui.open({ kind: 'connect', node: id }) },
  {
    text: 'addAfter',
    key: 'A',
    changes: true,
    run: () => {
      state.select([id])
      ui.open({ kind: 'add', place: { after: nextOutput(state) } })
    },
  },
  { text: 'copy', key: 'Ctrl+C', run: () => void copySelected(state) },
  {
    text: 'duplicate',
    key: 'Ctrl+D',
    changes: true,
    run: () => {
      duplicateSelected(state)
      view.showSelected()
    },
  },
  {
    text: 'remove',
    key: 'Delete',
    changes: true,
    run: () => {
      removeSelected(state)
      view.focusCanvas()
    },
  },
]

const edgeItems = (id: string, { state, ui }: EditorParts): Item[] => {
  const edge = edgesById(state.model).get(id)
  if (!edge) return []
  return [
    { text: 'insert', changes: true, run: () => ui.open({ kind: 'add', place: { into: edge } }) },
    { text: 'removeEdge', changes: true, run: () => disconnect(state, edge) },
  ]
}

const canvasItems = (at: Position, { state, ui, view }: EditorParts): Item[] => [
  { text: 'add', changes: true, run: () => ui.open({ kind: 'add', place: { at } }) },
  { text: 'paste', key: 'Ctrl+V', changes: true, run: () => void pasteText({ state, view }, at) },
  { text: 'selectAll', key: 'Ctrl+A', run: () => state.select(state.model.nodes.map(({ id }) => id)) },
  { text: 'layout', changes: true, run: () => void layOutGraph(state).then(() => view.fit()) },
  { text: 'fit', run: () => view.fit() },
]
