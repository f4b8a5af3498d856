import { useState } from 'preact/hooks'
import { ask, type Schemas } from '../../lib/api.ts'
import { useResource } from '../../lib/resource.ts'
import { useServices } from '../../lib/services.ts'
import { useStore } from '../../lib/store.ts'
import { useTexts } from '../../lib/texts.ts'
import { Dialog } from '../../lib/ui/dialog.tsx'
import { Loaded } from '../../lib/ui/load-state.tsx'
import { Age } from '../../lib/ui/times.tsx'
import { useEditor, useModel } from '../state/context.ts'
import type { Saving } from '../sync/saving.ts'
import { versionTexts } from '../texts/versions.ts'
import { VersionChanges } from './version-changes.tsx'

const PAGE = 50

/** The saved versions of the script: what differs, restoring one, and saving with a note. */
export const Versions = ({ saving }: { readonly saving: Saving }) => {
  const t = useTexts(versionTexts)
  const { api } = useServices()
  const { state, ui } = useEditor()
  const { version: current } = useStore(state.saved)
  const [limit, setLimit] = useState(PAGE)
  const [compared, setCompared] = useState<number>()
  const versions = useResource(
    async (signal) => {
      const params = { path: { script_id: state.scriptId }, query: { limit: Math.min(limit, 200) } }
      return ask(api.GET('/api/scripts/{script_id}/versions', { params, signal }))
    },
    [state.scriptId, current, limit],
  )
  return (
    <Dialog title={t('title')} onClose={() => ui.close()} isWide>
      <NoteForm saving={saving} />
      <div class="scroll versions">
        <Loaded resource={versions}>
          {({ data, next_cursor }) => (
            <>
              <table class="dense">
                <thead>
                  <tr>
                    <th scope="col">{t('version')}</th>
                    <th scope="col">{t('saved')}</th>
                    <th scope="col">{t('by')}</th>
                    <th scope="col">{t('note')}</th>
                    <th scope="col">{t('nodes')}</th>
                    <th scope="col">{t('actions')}</th>
                  </tr>
                </thead>
                <tbody>
                  {data.map((version) => (
                    <Row
                      key={version.version}
                      version={version}
                      saving={saving}
                      isCompared={version.version === compared}
                      onCompare={() =>
                        setCompared(version.version === compared ? undefined : version.version)
                      }
                    />
                  ))}
                </tbody>
              </table>
              {next_cursor !== null && limit < 200 && (
                <button type="button" class="small" onClick={() => setLimit(200)}>
                  {t('more')}
                </button>
              )}
            </>
          )}
        </Loaded>
        {compared !== undefined && <VersionChanges key={compared} version={compared} />}
      </div>
      <div class="actions">
        <button type="button" onClick={() => ui.close()}>
          {t('close')}
        </button>
      </div>
    </Dialog>
  )
}

const Row = (properties: {
  readonly version: Schemas['ScriptVersionSummary']
  readonly saving: Saving
  readonly isCompared: boolean
  readonly onCompare: () => void
}) => {
  const { version: saved, saving, isCompared, onCompare } = properties
  const t = useTexts(versionTexts)
  const { state } = useEditor()
  useModel()
  const { version: current } = useStore(state.saved)
  const isSaving = useStore(saving.isSaving)
  const { version } = saved
  return (
    <tr>
      <th scope="row">
        {version} {version === current && <span class="muted">{t('current')}</span>}
      </th>
      <td>
        <Age time={saved.saved_at} />
      </td>
      <td>{saved.saved_by === null ? '–' : <code>{saved.saved_by}</code>}</td>
      <td>{saved.note ?? ''}</td>
      <td>{saved.node_count}</td>
      <td class="row-actions">
        <button
          type="button"
          class="small"
          aria-pressed={isCompared}
          aria-label={t('compareThis', { version })}
          onClick={onCompare}
        >
          {t('compare')}
        </button>
        {version !== current && !state.isReadOnly && (
          <button
            type="button"
            class="small"
            disabled={state.isDirty || isSaving}
            title={state.isDirty ? t('dirty') : undefined}
            aria-label={t('restoreThis', { version })}
            onClick={() => void saving.restore(version)}
          >
            {t('restore')}
          </button>
        )}
      </td>
    </tr>
  )
}

const NoteForm = ({ saving }: { readonly saving: Saving }) => {
  const t = useTexts(versionTexts)
  const { state } = useEditor()
  useModel()
  useStore(state.saved)
  const [note, setNote] = useState('')
  if (state.isReadOnly || !state.isDirty) return null
  return (
    <form
      class="note-form"
      onSubmit={(event) => {
        event.preventDefault()
        void saving.save(note.trim()).then(() => setNote(''))
      }}
    >
      <label class="field">
        <span>{t('noteLabel')}</span>
        <input
          type="text"
          maxLength={500}
          value={note}
          onInput={({ currentTarget }) => setNote(currentTarget.value)}
        />
      </label>
      <button type="submit" class="primary">
        {t('saveWithNote')}
      </button>
    </form>
  )
}
