import { compareScripts, isUnchanged } from '../../graph/compare/compare.ts'
import { modelOfContent, nodeTitle } from '../../graph/model.ts'
import { ask } from '../../lib/api.ts'
import { useResource } from '../../lib/resource.ts'
import { useServices } from '../../lib/services.ts'
import { useTexts } from '../../lib/texts.ts'
import { Loaded } from '../../lib/ui/load-state.tsx'
import { useEditor, useModel } from '../state/context.ts'
import { comparisonTexts } from '../texts/comparison.ts'
import { versionTexts } from '../texts/versions.ts'
import { Change, edgeTexts, isShown } from './node-change.tsx'

/** What differs between a saved version and the script in the editor, by node. */
export const VersionChanges = ({ version }: { readonly version: number }) => {
  const t = useTexts(versionTexts)
  const words = useTexts(comparisonTexts)
  const { api } = useServices()
  const { state } = useEditor()
  const present = useModel()
  const saved = useResource(
    async (signal) => {
      const params = { path: { script_id: state.scriptId, version } }
      const { data } = await ask(api.GET('/api/scripts/{script_id}/versions/{version}', { params, signal }))
      return modelOfContent(data.script)
    },
    [state.scriptId, version],
  )
  return (
    <section class="comparison">
      <h3>{t('changes', { version })}</h3>
      <Loaded resource={saved}>
        {(before) => {
          const changes = compareScripts(before, present)
          const nodes = [...changes.nodes].filter(([, change]) => isShown(change))
          const edges = edgeTexts(changes, words)
          if (isUnchanged(changes) || nodes.length + edges.length + changes.settings.length === 0)
            return <p class="muted">{t('same')}</p>
          return (
            <table>
              <tbody>
                {nodes.map(([id, change]) => (
                  <tr key={id}>
                    <th scope="row">{nodeTitle(change.node)}</th>
                    <td>
                      <Change change={change} />
                    </td>
                  </tr>
                ))}
                <Others title={words('connections')} lines={edges} />
                <Others
                  title={words('settings')}
                  lines={changes.settings.map(
                    ({ field, before: old, after }) =>
                      `${field}: ${JSON.stringify(old)} → ${JSON.stringify(after)}`,
                  )}
                />
              </tbody>
            </table>
          )
        }}
      </Loaded>
    </section>
  )
}

const Others = ({ title, lines }: { readonly title: string; readonly lines: readonly string[] }) =>
  lines.length === 0 ? null : (
    <tr>
      <th scope="row">{title}</th>
      <td>
        {lines.map((line) => (
          <div key={line}>{line}</div>
        ))}
      </td>
    </tr>
  )
