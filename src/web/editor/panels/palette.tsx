import { useState } from 'preact/hooks'
import type { NodeType } from '../../graph/ports.ts'
import { useStore } from '../../lib/store.ts'
import { useTexts } from '../../lib/texts.ts'
import { categoryOf } from '../look/categories.ts'
import { DRAGGED_TYPE } from '../look/dragged-type.ts'
import { Icon } from '../look/icon.tsx'
import { addNode } from '../state/commands.ts'
import { useEditor } from '../state/context.ts'
import { nextOutput } from '../state/next-output.ts'
import { paletteTexts } from '../texts/palette.ts'
import { searchTypes } from './type-search.ts'

/** The node types of the server, to be dragged onto the canvas or added by a click. */
export const Palette = () => {
  const t = useTexts(paletteTexts)
  const { state, ui } = useEditor()
  const isOpen = useStore(ui.isPaletteOpen)
  const [text, setText] = useState('')
  if (!isOpen) {
    return (
      <button
        type="button"
        class="palette-show"
        title={t('show')}
        aria-label={t('show')}
        aria-expanded="false"
        onClick={() => ui.isPaletteOpen.set(true)}
      >
        <Icon name="panel" />
      </button>
    )
  }
  const found = searchTypes(state.catalogue.types, text)
  return (
    <section class="palette" aria-label={t('nodes')}>
      <div class="palette-head">
        <input
          type="search"
          value={text}
          placeholder={t('search')}
          aria-label={t('search')}
          onInput={({ currentTarget }) => setText(currentTarget.value)}
        />
        <button
          type="button"
          class="plain tight"
          title={t('hide')}
          aria-label={t('hide')}
          aria-expanded="true"
          onClick={() => ui.isPaletteOpen.set(false)}
        >
          <Icon name="panel" />
        </button>
      </div>
      <div class="palette-list" tabIndex={-1}>
        {found.length === 0 && <p class="muted">{t('none')}</p>}
        {found.map(([category, types]) => (
          <div key={category}>
            <h2>{t(category)}</h2>
            <ul>
              {types.map((type) => (
                <li key={type.type}>
                  <PaletteItem type={type} />
                </li>
              ))}
            </ul>
          </div>
        ))}
        <p class="palette-help">{t('help')}</p>
      </div>
    </section>
  )
}

const PaletteItem = ({ type }: { readonly type: NodeType }) => {
  const { state, view } = useEditor()
  const add = () => {
    const after = nextOutput(state)
    view.show(addNode(state, type.type, after ? { after } : { at: view.middle }))
  }
  return (
    <button
      type="button"
      class={`palette-item ${categoryOf(type.type)}`}
      draggable
      title={type.description}
      onDragStart={({ dataTransfer }) => dataTransfer?.setData(DRAGGED_TYPE, type.type)}
      onClick={add}
    >
      <span class="card-icon">
        <Icon name={type.type} size={16} />
      </span>
      {type.title}
    </button>
  )
}
