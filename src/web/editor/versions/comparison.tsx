import { useState } from 'preact/hooks'
import { findDivergence, mergeScripts, type Side } from '../../graph/compare/merge.ts'
import { nodeTitle } from '../../graph/model.ts'
import { useStore } from '../../lib/store.ts'
import { useTexts } from '../../lib/texts.ts'
import { Dialog } from '../../lib/ui/dialog.tsx'
import { useEditor } from '../state/context.ts'
import type { Collision, Saving } from '../sync/saving.ts'
import { comparisonTexts } from '../texts/comparison.ts'
import { Change, edgeTexts, isShown } from './node-change.tsx'

/** What both sides changed, by node, after a save that would have overwritten someone else's. */
export const Comparison = ({ saving }: { readonly saving: Saving }) => {
  const collision = useStore(saving.collision)
  return collision ? <Opened collision={collision} saving={saving} /> : null
}

const Opened = ({
  collision: { base, theirs },
  saving,
}: {
  readonly collision: Collision
  readonly saving: Saving
}) => {
  const t = useTexts(comparisonTexts)
  const { state } = useEditor()
  const [choices, setChoices] = useState<ReadonlyMap<string, Side>>(new Map())
  const versions = { base, mine: state.model, theirs: theirs.model }
  const divergence = findDivergence(versions)
  const { mine, theirs: their, conflicts } = divergence
  const conflicting = new Set(conflicts.map(({ id }) => id))
  const ids = [...new Set([...mine.nodes.keys(), ...their.nodes.keys()])]
    .filter((id) => isShown(mine.nodes.get(id)) || isShown(their.nodes.get(id)))
    .sort((a, b) => Number(conflicting.has(b)) - Number(conflicting.has(a)))
  const choose = (id: string, side: Side) => setChoices(new Map(choices).set(id, side))
  const all = (side: Side) => setChoices(new Map(conflicts.map(({ id }) => [id, side])))
  const merge = () => saving.resolve(mergeScripts(versions, choices))
  return (
    <Dialog title={t('title')} onClose={() => saving.collision.set(undefined)} isWide>
      <p>{t('help', { base: state.saved.value.version, version: theirs.version })}</p>
      <div class="scroll comparison">
        <table>
          <thead>
            <tr>
              <th scope="col">{t('node')}</th>
              <th scope="col">{t('mine')}</th>
              <th scope="col">{t('theirs')}</th>
              <th scope="col">{t('result')}</th>
            </tr>
          </thead>
          <tbody>
            {ids.map((id) => {
              const [my, other] = [mine.nodes.get(id), their.nodes.get(id)]
              const title = nodeTitle((my ?? other)?.node ?? { id })
              return (
                <tr key={id} class={conflicting.has(id) ? 'conflict' : undefined}>
                  <th scope="row">{title}</th>
                  <td>
                    <Change change={my} />
                  </td>
                  <td>
                    <Change change={other} />
                  </td>
                  <td>
                    {conflicting.has(id) ? (
                      <select
                        aria-label={t('choose', { node: title })}
                        value={choices.get(id) ?? 'mine'}
                        onChange={({ currentTarget }) =>
                          choose(id, currentTarget.value === 'theirs' ? 'theirs' : 'mine')
                        }
                      >
                        <option value="mine">{t('takeMine')}</option>
                        <option value="theirs">{t('takeTheirs')}</option>
                      </select>
                    ) : (
                      t(my && other ? 'both' : my ? 'takeMine' : 'takeTheirs')
                    )}
                  </td>
                </tr>
              )
            })}
            <Others
              title={t('connections')}
              mine={edgeTexts(mine, t)}
              theirs={edgeTexts(their, t)}
              result={t('both')}
            />
            <Others
              title={t('settings')}
              mine={mine.settings.map(({ field, after }) => `${field}: ${JSON.stringify(after)}`)}
              theirs={their.settings.map(({ field, after }) => `${field}: ${JSON.stringify(after)}`)}
              result={t('both')}
            />
          </tbody>
        </table>
      </div>
      <div class="actions">
        {conflicts.length > 1 && (
          <>
            <button type="button" onClick={() => all('mine')}>
              {t('allMine')}
            </button>
            <button type="button" onClick={() => all('theirs')}>
              {t('allTheirs')}
            </button>
          </>
        )}
        <button type="button" class="danger" onClick={() => saving.resolve(theirs.model)}>
          {t('discard')}
        </button>
        <button type="button" onClick={() => saving.collision.set(undefined)}>
          {t('cancel')}
        </button>
        <button type="button" onClick={merge}>
          {t('merge')}
        </button>
        <button
          type="button"
          class="primary"
          onClick={() => {
            merge()
            void saving.save()
          }}
        >
          {t('mergeAndSave')}
        </button>
      </div>
    </Dialog>
  )
}

interface OthersProps {
  readonly title: string
  readonly mine: readonly string[]
  readonly theirs: readonly string[]
  readonly result: string
}

const Others = ({ title, mine, theirs, result }: OthersProps) =>
  mine.length + theirs.length === 0 ? null : (
    <tr>
      <th scope="row">{title}</th>
      {[mine, theirs].map((list, index) => (
        <td key={index}>
          {list.map((text) => (
            <div key={text}>{text}</div>
          ))}
        </td>
      ))}
      <td>{result}</td>
    </tr>
  )
