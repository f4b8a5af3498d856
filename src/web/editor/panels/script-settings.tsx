import { useTexts } from '../../lib/texts.ts'
import { useEditor, useModel } from '../state/context.ts'
import { changeScript } from '../state/parameter.ts'
import { inspectorTexts } from '../texts/inspector.ts'
import { NumberRow, TextRow } from './text-row.tsx'

export const ScriptSettings = () => {
  const t = useTexts(inspectorTexts)
  const { state } = useEditor()
  const { settings } = useModel()
  const { isReadOnly } = state
  return (
    <div class="inspector-body" role="tabpanel" aria-label={t('script')}>
      <h2>{t('script')}</h2>
      <p class="muted">{t('nothing')}</p>
      <TextRow
        label={t('description')}
        value={settings.description ?? ''}
        isMultiline
        isReadOnly={isReadOnly}
        onChange={(text) => changeScript(state, { description: text === '' ? null : text })}
      />
      <TextRow
        label={t('tags')}
        value={settings.tags.join(', ')}
        isReadOnly={isReadOnly}
        isLate
        onChange={(text) => changeScript(state, { tags: tagsIn(text) })}
      />
      <label class="check">
        <input
          type="checkbox"
          checked={settings.active}
          disabled={isReadOnly}
          onChange={({ currentTarget }) => changeScript(state, { active: currentTarget.checked })}
        />
        {t('active')}
      </label>
      <label class="check">
        <input
          type="checkbox"
          checked={settings.strict}
          disabled={isReadOnly}
          onChange={({ currentTarget }) => changeScript(state, { strict: currentTarget.checked })}
        />
        {t('strict')}
      </label>
      <NumberRow
        label={t('scriptTimeout')}
        value={settings.timeout_ms ?? undefined}
        placeholder={t('noLimit')}
        isReadOnly={isReadOnly}
        onChange={(value) => changeScript(state, { timeout_ms: value ?? null })}
      />
      <NumberRow
        label={t('maxConcurrent')}
        value={settings.max_concurrent ?? undefined}
        placeholder={t('noLimit')}
        isReadOnly={isReadOnly}
        onChange={(value) => changeScript(state, { max_concurrent: value ?? null })}
      />
    </div>
  )
}

const tagsIn = (text: string): string[] => [
  ...new Set(
    text
      .split(',')
      .map((tag) => tag.trim())
      .filter(Boolean),
  ),
]
