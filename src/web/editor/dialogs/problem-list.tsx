import { edgesById } from '../../graph/compare/compare.ts'
import { nodesById, nodeTitle } from '../../graph/model.ts'
import { useStore } from '../../lib/store.ts'
import { useTexts } from '../../lib/texts.ts'
import { Dialog } from '../../lib/ui/dialog.tsx'
import { useEditor } from '../state/context.ts'
import { editorTexts } from '../texts/editor.ts'

/** All problems, each leading to where it is. */
export const ProblemList = () => {
  const t = useTexts(editorTexts)
  const { state, ui, view } = useEditor()
  const { byNode, byEdge, general } = useStore(state.problems)
  const nodes = nodesById(state.model)
  const edges = edgesById(state.model)
  const go = (id: string, tab: 'parameters' | 'behaviour') => {
    ui.close()
    state.select([id])
    view.show(id)
    requestAnimationFrame(() => ui.editNode(tab))
  }
  const goToEdge = (id: string) => {
    const edge = edges.get(id)
    ui.close()
    if (!edge) return
    state.select([], [id])
    view.show(edge.source)
  }
  return (
    <Dialog title={t('problemsTitle')} onClose={() => ui.close()}>
      <ul class="problem-list">
        {general.map((message) => (
          <li key={message}>
            <span class="muted">{t('generalProblems')}</span>
            <p>{message}</p>
          </li>
        ))}
        {[...byNode].map(([id, list]) => (
          <li key={id}>
            <button
              type="button"
              class="link"
              onClick={() =>
                go(id, list.every(({ field }) => field.startsWith('parameters')) ? 'parameters' : 'behaviour')
              }
            >
              {nodeTitle(nodes.get(id) ?? { id })}
            </button>
            {list.map(({ field, message }) => (
              <p key={`${field} ${message}`}>
                {field && <code>{field.replace(/^parameters\./, '')}</code>} {message}
              </p>
            ))}
          </li>
        ))}
        {[...byEdge].map(([id, messages]) => (
          <li key={id}>
            <button type="button" class="link" onClick={() => goToEdge(id)}>
              {t('connectionFrom', {
                source: edges.get(id)?.source ?? '',
                target: edges.get(id)?.target ?? '',
              })}
            </button>
            {messages.map((message) => (
              <p key={message}>{message}</p>
            ))}
          </li>
        ))}
      </ul>
      <div class="actions">
        <button type="button" onClick={() => ui.close()}>
          {t('close')}
        </button>
      </div>
    </Dialog>
  )
}
