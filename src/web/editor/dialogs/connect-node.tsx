import { useState } from 'preact/hooks'
import { type Edge, edgeId, edgesOf, nodesById, nodeTitle } from '../../graph/model.ts'
import { ERROR_PORT, ownPorts } from '../../graph/ports.ts'
import { useTexts } from '../../lib/texts.ts'
import { Dialog } from '../../lib/ui/dialog.tsx'
import { isAllowed } from '../canvas/connecting.ts'
import { Icon } from '../look/icon.tsx'
import { connectNodes, disconnect } from '../state/commands.ts'
import { useEditor, useModel } from '../state/context.ts'
import { nextOutput } from '../state/next-output.ts'
import { dialogTexts } from '../texts/dialogs.ts'
import { editorTexts } from '../texts/editor.ts'
import { matches, NodeEntry } from './find-node.tsx'
import { PickList } from './pick-list.tsx'

/** All edges of a node, and a list to make new ones from: the way to connect without a mouse. */
export const ConnectNode = ({ id }: { readonly id: string }) => {
  const t = useTexts(dialogTexts)
  const common = useTexts(editorTexts)
  const { state, ui } = useEditor()
  const model = useModel()
  const node = nodesById(model).get(id)
  const ports = node ? ownPorts(node, state.catalogue.get(node.type)) : []
  const [chosen, setChosen] = useState(nextOutput(state)?.output ?? ports[0] ?? 'out')
  const output = ports.includes(chosen) ? chosen : (ports[0] ?? 'out')
  if (!node) return null
  const edges = edgesOf(model).filter(({ source, target }) => source === id || target === id)
  return (
    <Dialog title={t('connectTitle', { node: nodeTitle(node) })} onClose={() => ui.close()}>
      {edges.length === 0 ? <p class="muted">{t('noConnections')}</p> : <Edges id={id} edges={edges} />}
      {!state.isReadOnly && (
        <>
          {ports.length > 1 && (
            <label class="field">
              <span>{t('port')}</span>
              <select value={output} onChange={({ currentTarget }) => setChosen(currentTarget.value)}>
                {ports.map((port) => (
                  <option key={port} value={port}>
                    {port === ERROR_PORT && ports.length > 1 ? `${port} ⚠` : port}
                  </option>
                ))}
              </select>
            </label>
          )}
          <PickList
            label={t('connectPlaceholder')}
            placeholder={t('connectPlaceholder')}
            empty={t('connectNone')}
            search={(text) =>
              model.nodes
                .filter(
                  (each) =>
                    each.type !== 'start' &&
                    isAllowed(model, { source: id, target: each.id }) &&
                    !model.connections
                      .get(id)
                      ?.some((edge) => edge.target === each.id && edge.output === output) &&
                    matches(each, state.catalogue.title(each.type), text),
                )
                .map((each) => ({ id: each.id, content: <NodeEntry node={each} /> }))
            }
            onPick={(target) => {
              connectNodes(state, { source: id, target, output })
              ui.close()
            }}
          />
        </>
      )}
      <div class="actions">
        <button type="button" onClick={() => ui.close()}>
          {common('close')}
        </button>
      </div>
    </Dialog>
  )
}

const Edges = ({ id, edges }: { readonly id: string; readonly edges: readonly Edge[] }) => {
  const t = useTexts(dialogTexts)
  const { state } = useEditor()
  const nodes = nodesById(state.model)
  const title = (node: string) => nodeTitle(nodes.get(node) ?? { id: node })
  return (
    <ul class="edge-list">
      {edges.map((edge) => (
        <li key={edgeId(edge)}>
          <span class="muted">{t(edge.source === id ? 'outgoing' : 'incoming')}</span>
          <b>{title(edge.source === id ? edge.target : edge.source)}</b>
          {edge.output !== 'out' && <code>{edge.output}</code>}
          {!state.isReadOnly && (
            <button
              type="button"
              class="plain tight"
              aria-label={t('removeConnection', { source: title(edge.source), target: title(edge.target) })}
              onClick={() => disconnect(state, edge)}
            >
              <Icon name="close" size={15} />
            </button>
          )}
        </li>
      ))}
    </ul>
  )
}
