import { useEffect, useState } from 'preact/hooks'
import { CodeField } from '../../code/code-field.tsx'
import { Marked } from '../../form/marked.tsx'
import { testTexts } from '../../form/test-texts.ts'
import { formTexts } from '../../form/texts.ts'
import { formatJson } from '../../form/values.ts'
import type { ScriptNode } from '../../graph/model.ts'
import { ApiError } from '../../lib/api.ts'
import { JsonView } from '../../lib/json/json-view.tsx'
import { parseJson } from '../../lib/json/parse.ts'
import { useCan, useServices } from '../../lib/services.ts'
import { useStore } from '../../lib/store.ts'
import { useTexts } from '../../lib/texts.ts'
import { useEditor } from '../state/context.ts'
import { type NodeResult, runAlone } from '../sync/run-alone.ts'

/** Runs a node alone with an input that the user pins, or else that of the last run. */
export const NodeTest = ({ node }: { readonly node: ScriptNode }) => {
  const t = useTexts(testTexts)
  const { api, notices } = useServices()
  const { lastRun, pinned, state } = useEditor()
  const canExecute = useCan('execute')
  useStore(lastRun.execution)
  useEffect(() => void lastRun.load(), [lastRun])
  const [typed, setTyped] = useState(pinned.read(node.id))
  const [result, setResult] = useState<NodeResult>()
  const [isRunning, setRunning] = useState(false)
  const known = lastRun.inputOf(node.id)
  const text = typed ?? formatJson(known)
  const parsed = parseJson(text)
  const set = (next: string | undefined) => {
    setTyped(next)
    pinned.write(node.id, next)
  }
  const run = async () => {
    if ('error' in parsed) return
    setRunning(true)
    try {
      const { type, parameters } = node
      const surroundings = lastRun.surroundingsOf(node.id, parameters)
      const next = await runAlone(api, { type, parameters, input: parsed.value, ...surroundings })
      setResult(next)
      if (next.status === 'completed') lastRun.remember(node.id, next.output)
    } catch (error) {
      setResult(undefined)
      const detail = error instanceof ApiError ? error.details.map(({ message }) => message).join(' ') : ''
      notices.error(detail ? new Error(detail) : error)
    } finally {
      setRunning(false)
    }
  }
  const type = state.catalogue.get(node.type)
  const unknown = lastRun.unknownTo(node.id, node.parameters)
  if (type?.ports.includes('each')) return <p class="muted">{t('loops')}</p>
  return (
    <>
      <p class="form-help">{t('help')}</p>
      <div class="form-field">
        <div class="form-label">
          <span>{t('input')}</span>
          <span class="form-help">
            {t(typed !== undefined ? 'pinned' : known === undefined ? 'fromNowhere' : 'fromRun')}
          </span>
        </div>
        <InputField text={text} error={'error' in parsed ? parsed.error : undefined} onChange={set} />
        <div class="actions start">
          {typed !== undefined && (
            <button type="button" class="small" onClick={() => set(undefined)}>
              {t('unpin')}
            </button>
          )}
          {type?.example.input !== undefined && (
            <button type="button" class="small" onClick={() => set(formatJson(type.example.input))}>
              {t('example')}
            </button>
          )}
        </div>
      </div>
      {canExecute && (
        <button
          type="button"
          class="primary"
          disabled={isRunning || 'error' in parsed}
          onClick={() => void run()}
        >
          {t(isRunning ? 'running' : 'run')}
        </button>
      )}
      {unknown.length > 0 && (
        <p class="form-help">
          <Marked text={t('unknownNodes', { nodes: unknown.map((id) => `\`${id}\``).join(', ') })} />
        </p>
      )}
      {result && <Result id={node.id} result={result} />}
    </>
  )
}

const NO_SOURCE = { functions: [], namesBehind: () => [] }

interface InputFieldProps {
  readonly text: string
  readonly error: string | undefined
  readonly onChange: (text: string) => void
}

const InputField = ({ text, error, onChange }: InputFieldProps) => {
  const t = useTexts(testTexts)
  const form = useTexts(formTexts)
  return (
    <>
      <CodeField
        language="json"
        label={t('input')}
        value={text}
        placeholder="null"
        isMultiline
        onChange={onChange}
        isInvalid={error !== undefined}
        isReadOnly={false}
        source={NO_SOURCE}
      />
      {error !== undefined && (
        <p class="form-problem" role="alert">
          {form('notJson', { error })}
        </p>
      )}
    </>
  )
}

const Result = ({ id, result }: { readonly id: string; readonly result: NodeResult }) => {
  const t = useTexts(testTexts)
  const { status, output, error, port, logs = [], warnings = [], duration_ms } = result
  const isDone = status === 'completed'
  return (
    <section class="test-result" aria-live="polite">
      <p class={isDone ? 'test-state ok' : 'test-state bad'}>
        <b>{t(isDone ? 'completed' : 'failed')}</b>
        {duration_ms !== null && <span class="muted"> {t('duration', { ms: duration_ms })}</span>}
        {isDone && port !== undefined && port !== 'out' && <span class="muted"> {t('port', { port })}</span>}
      </p>
      {error && (
        <p class="form-problem">
          <code>{error.code}</code> {error.message}
        </p>
      )}
      {isDone && (
        <>
          <h3>{t('output')}</h3>
          <JsonView value={output} name={id} />
        </>
      )}
      {warnings.length > 0 && (
        <>
          <h3>{t('warnings')}</h3>
          <ul class="test-lines">
            {warnings.map((warning) => (
              <li key={JSON.stringify(warning)}>{warning.message}</li>
            ))}
          </ul>
        </>
      )}
      {logs.length > 0 && (
        <>
          <h3>{t('console')}</h3>
          <ul class="test-lines">
            {logs.map((line) => (
              <li key={JSON.stringify(line)}>
                <code>{line.level}</code> {line.message}
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  )
}
