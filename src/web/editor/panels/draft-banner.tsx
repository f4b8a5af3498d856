import { useEffect, useMemo, useState } from 'preact/hooks'
import { compareScripts, isUnchanged } from '../../graph/compare/compare.ts'
import { useLocale } from '../../lib/services.ts'
import { useTexts } from '../../lib/texts.ts'
import { useEditor } from '../state/context.ts'
import { type Draft, Drafts, keepDrafts } from '../sync/drafts.ts'
import { editorTexts } from '../texts/editor.ts'

/** Offers changes that an earlier visit did not save; until that is decided, they are not overwritten. */
export const DraftBanner = () => {
  const t = useTexts(editorTexts)
  const locale = useLocale()
  const { state } = useEditor()
  const drafts = useMemo(() => new Drafts(() => indexedDB), [])
  const [draft, setDraft] = useState<Draft>()
  const [isDecided, setDecided] = useState(false)
  useEffect(() => {
    void drafts.read(state.scriptId).then((found) => {
      if (found && !isUnchanged(compareScripts(state.model, found.model))) setDraft(found)
      else setDecided(true)
    })
  }, [state])
  useEffect(() => (isDecided ? keepDrafts(drafts, state) : undefined), [isDecided, state])
  if (!draft || isDecided) return null
  const restore = () => {
    // What the changes began from is what they are compared with when they are saved.
    state.saved.set(draft.base)
    state.edit(draft.model, { text: 'restore' })
    setDecided(true)
  }
  const discard = () => {
    void drafts.remove(state.scriptId)
    setDecided(true)
  }
  const { version } = state.saved.value
  return (
    <div class="draft" role="alert">
      <p>
        {t('draftFound', { time: new Date(draft.at).toLocaleString(locale) })}{' '}
        {draft.base.version !== version && t('draftOlder', { version: draft.base.version, current: version })}
      </p>
      <button type="button" class="primary small" onClick={restore}>
        {t('restore')}
      </button>
      <button type="button" class="small" onClick={discard}>
        {t('discard')}
      </button>
    </div>
  )
}
