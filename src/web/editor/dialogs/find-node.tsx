import type { ScriptNode } from '../../graph/model.ts'
import { nodeTitle } from '../../graph/model.ts'
import { useTexts } from '../../lib/texts.ts'
import { Dialog } from '../../lib/ui/dialog.tsx'
import { categoryOf } from '../look/categories.ts'
import { Icon } from '../look/icon.tsx'
import { summaryOf } from '../look/summary.ts'
import { useEditor } from '../state/context.ts'
import { dialogTexts } from '../texts/dialogs.ts'
import { PickList } from './pick-list.tsx'

/** Leads to a node by any of its words. */
export const FindNode = () => {
  const t = useTexts(dialogTexts)
  const { state, ui, view } = useEditor()
  const go = (id: string) => {
    ui.close()
    state.select([id])
    requestAnimationFrame(() => view.focus(id))
  }
  return (
    <Dialog title={t('findTitle')} onClose={() => ui.close()}>
      <PickList
        label={t('findTitle')}
        placeholder={t('findPlaceholder')}
        empty={t('findNone')}
        search={(text) =>
          state.model.nodes
            .filter((node) => matches(node, state.catalogue.title(node.type), text))
            .map((node) => ({ id: node.id, content: <NodeEntry node={node} /> }))
        }
        onPick={go}
      />
    </Dialog>
  )
}

/** A node in a list. */
export const NodeEntry = ({ node }: { readonly node: ScriptNode }) => {
  const { state } = useEditor()
  return (
    <>
      <span class={`card-icon ${categoryOf(node.type)}`}>
        <Icon name={node.type} size={16} />
      </span>
      <span class="pick-text">
        <b>{nodeTitle(node)}</b>
        <small>{summaryOf(node) || state.catalogue.title(node.type)}</small>
      </span>
    </>
  )
}

export const matches = (node: ScriptNode, typeTitle: string, text: string): boolean => {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return true
  const { id, name = '', type, description = '', parameters } = node
  const all = `${id} ${name} ${type} ${typeTitle} ${description} ${JSON.stringify(parameters)}`.toLowerCase()
  return words.every((word) => all.includes(word))
}
