import { useState } from 'preact/hooks'
import type { ScriptNode } from '../../graph/model.ts'
import { useTexts } from '../../lib/texts.ts'
import { useEditor } from '../state/context.ts'
import { changeNodeField, changeNodeId } from '../state/parameter.ts'
import { inspectorTexts } from '../texts/inspector.ts'
import { ChoiceRow, NumberRow, TextRow } from './text-row.tsx'

/** What all types of nodes have: name, id, and what happens when the node fails. */
export const NodeBehaviour = ({ node }: { readonly node: ScriptNode }) => {
  const t = useTexts(inspectorTexts)
  const { state } = useEditor()
  const { isReadOnly } = state
  const change = (changes: Parameters<typeof changeNodeField>[2], label: string) =>
    changeNodeField(state, node.id, changes, label)
  return (
    <>
      <TextRow
        label={t('title')}
        help={t('titleHelp')}
        value={node.name ?? ''}
        placeholder={node.id}
        isReadOnly={isReadOnly}
        onChange={(name) => change({ name: name === '' ? undefined : name }, t('title'))}
      />
      <IdRow node={node} />
      <TextRow
        label={t('description')}
        value={node.description ?? ''}
        isMultiline
        isReadOnly={isReadOnly}
        onChange={(text) => change({ description: text === '' ? undefined : text }, t('description'))}
      />
      <ChoiceRow
        label={t('onError')}
        help={t('onErrorHelp')}
        value={node.on_error ?? 'stop'}
        options={[
          ['stop', t('stop')],
          ['continue', t('continue')],
        ]}
        isReadOnly={isReadOnly}
        onChange={(value) => change({ on_error: value === 'stop' ? undefined : value }, t('onError'))}
      />
      <RetryRows node={node} />
      <NumberRow
        label={t('timeout')}
        help={t('timeoutHelp')}
        value={node.timeout_ms}
        placeholder={t('noLimit')}
        isReadOnly={isReadOnly}
        onChange={(value) => change({ timeout_ms: value }, t('timeout'))}
      />
      <ChoiceRow
        label={t('triggerRule')}
        value={node.trigger_rule ?? 'none_failed'}
        options={(['none_failed', 'one_success', 'all_done'] as const).map((rule) => [rule, t(rule)])}
        isReadOnly={isReadOnly}
        onChange={(rule) =>
          change({ trigger_rule: rule === 'none_failed' ? undefined : rule }, t('triggerRule'))
        }
      />
    </>
  )
}

const IdRow = ({ node }: { readonly node: ScriptNode }) => {
  const t = useTexts(inspectorTexts)
  const { state, ui } = useEditor()
  const [problem, setProblem] = useState<string>()
  const rename = (to: string) => {
    const id = to.trim()
    if (id === '') return setProblem(t('idEmpty'))
    if (state.model.nodes.some((each) => each.id === id && each.id !== node.id))
      return setProblem(t('idTaken'))
    setProblem(undefined)
    if (id === node.id) return
    ui.current.set(id)
    changeNodeId(state, node.id, id)
  }
  return (
    <TextRow
      label={t('id')}
      help={t('idHelp')}
      value={node.id}
      problem={problem}
      isReadOnly={state.isReadOnly}
      isLate
      onChange={rename}
    />
  )
}

const DEFAULT_ATTEMPTS = 3

const RetryRows = ({ node }: { readonly node: ScriptNode }) => {
  const t = useTexts(inspectorTexts)
  const { state } = useEditor()
  const { retry, id } = node
  const set = (next: ScriptNode['retry']) => changeNodeField(state, id, { retry: next }, t('retry'))
  const { isReadOnly } = state
  return (
    <>
      <label class="check">
        <input
          type="checkbox"
          checked={retry !== undefined}
          disabled={isReadOnly}
          onChange={({ currentTarget }) =>
            set(currentTarget.checked ? { max_attempts: DEFAULT_ATTEMPTS } : undefined)
          }
        />
        {t('retry')}
      </label>
      {retry && (
        <div class="inline-rows">
          <NumberRow
            label={t('attempts')}
            value={retry.max_attempts}
            isReadOnly={isReadOnly}
            onChange={(value) => value !== undefined && set({ ...retry, max_attempts: value })}
          />
          <NumberRow
            label={t('backoff')}
            value={retry.backoff_ms}
            placeholder="200"
            isReadOnly={isReadOnly}
            onChange={(value) => set(withPause(retry, 'backoff_ms', value))}
          />
          <NumberRow
            label={t('maxBackoff')}
            value={retry.max_backoff_ms}
            placeholder="30000"
            isReadOnly={isReadOnly}
            onChange={(value) => set(withPause(retry, 'max_backoff_ms', value))}
          />
        </div>
      )}
    </>
  )
}

const withPause = (
  retry: NonNullable<ScriptNode['retry']>,
  name: 'backoff_ms' | 'max_backoff_ms',
  value: number | undefined,
): NonNullable<ScriptNode['retry']> => {
  const { [name]: _, ...others } = retry
  return value === undefined ? others : { ...others, [name]: value }
}
