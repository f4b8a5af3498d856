import { edgeId, nodesById, nodeTitle } from '../../graph/model.ts'
import { useTexts } from '../../lib/texts.ts'
import { Dialog } from '../../lib/ui/dialog.tsx'
import { categoryOf } from '../look/categories.ts'
import { Icon } from '../look/icon.tsx'
import { rankTypes } from '../panels/type-search.ts'
import { addNode, type NewNodePlace } from '../state/commands.ts'
import { useEditor } from '../state/context.ts'
import { paletteTexts } from '../texts/palette.ts'
import { PickList } from './pick-list.tsx'

/** Chooses the type of a new node that goes to a known place. */
export const AddNode = ({ place }: { readonly place: NewNodePlace }) => {
  const t = useTexts(paletteTexts)
  const { state, ui, view } = useEditor()
  const nodes = nodesById(state.model)
  const name = (id: string) => nodeTitle(nodes.get(id) ?? { id })
  const { after, into } = place
  const title = into
    ? t('addInto', { source: name(into.source), target: name(into.target) })
    : after
      ? t('addAfter', { node: name(after.node) })
      : t('addTitle')
  const pick = (type: string) => {
    ui.close()
    const at = place.at ?? (after || into ? undefined : view.middle)
    const id = addNode(state, type, { ...place, at })
    // The dialog gives the focus back first.
    requestAnimationFrame(() => view.focus(id))
  }
  return (
    <Dialog title={title} onClose={() => ui.close()} key={into && edgeId(into)}>
      <PickList
        label={t('nodes')}
        placeholder={t('search')}
        empty={t('none')}
        search={(text) =>
          rankTypes(state.catalogue.types, text).map((type) => ({
            id: type.type,
            content: (
              <>
                <span class={`card-icon ${categoryOf(type.type)}`}>
                  <Icon name={type.type} size={16} />
                </span>
                <span class="pick-text">
                  <b>{type.title}</b>
                  <small>{type.description.replaceAll('`', '')}</small>
                </span>
              </>
            ),
          }))
        }
        onPick={pick}
      />
    </Dialog>
  )
}
