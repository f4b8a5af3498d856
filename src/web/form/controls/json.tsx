import { useState } from 'preact/hooks'
import { CodeField } from '../../code/code-field.tsx'
import { isEqual } from '../../graph/compare/equal.ts'
import { parseJson } from '../../lib/json/parse.ts'
import { useTexts } from '../../lib/texts.ts'
import type { ControlOf } from '../control-props.ts'
import { useFormHost, useUnparsed } from '../host.ts'
import { formTexts } from '../texts.ts'
import { formatJson } from '../values.ts'
import { TextControl } from './text.tsx'

/** Any value: as text with `{{ }}`, or as JSON whose texts may have them. */
export const JsonControl = (properties: ControlOf<'json'>) => {
  const { control, label, path, value } = properties
  const t = useTexts(formTexts)
  const { isReadOnly } = useFormHost()
  const [unparsed, setUnparsed] = useUnparsed(path)
  const [isText, setText] = useState(value === undefined ? control.prefersText : typeof value === 'string')
  const choose = (next: boolean) => {
    setUnparsed(undefined)
    setText(next)
  }
  return (
    <div class="variants">
      {!isReadOnly && (
        <fieldset class="segments start" aria-label={t('kind', { field: label })}>
          <button type="button" aria-pressed={isText} onClick={() => choose(true)}>
            {t('text')}
          </button>
          <button type="button" aria-pressed={!isText} onClick={() => choose(false)}>
            {t('json')}
          </button>
        </fieldset>
      )}
      {isText && unparsed === undefined ? <TextControl {...properties} /> : <JsonText {...properties} />}
    </div>
  )
}

const JsonText = ({ field, path, label, value, onChange, describedBy, isInvalid }: ControlOf<'json'>) => {
  const t = useTexts(formTexts)
  const { source, isReadOnly } = useFormHost()
  const [unparsed, setUnparsed] = useUnparsed(path)
  // The text stays as it was typed while it means the same.
  const [typed, setTyped] = useState(formatJson(value))
  const parsed = parseJson(typed)
  const isCurrent = 'value' in parsed && isEqual(parsed.value, value)
  const text = unparsed ?? (isCurrent ? typed : formatJson(value))
  const error = unparsed === undefined ? undefined : parseJson(unparsed)
  const change = (next: string) => {
    setTyped(next)
    const result = parseJson(next)
    if ('error' in result) setUnparsed(next)
    else {
      setUnparsed(undefined)
      onChange(result.value)
    }
  }
  return (
    <>
      <CodeField
        language="json"
        label={label}
        value={text}
        placeholder={field.example === undefined ? undefined : formatJson(field.example)}
        isMultiline
        onChange={change}
        describedBy={describedBy}
        isInvalid={isInvalid || error !== undefined}
        isReadOnly={isReadOnly}
        source={source}
      />
      {error && 'error' in error && (
        <p class="form-problem" role="alert">
          {t('notJson', { error: error.error })}
        </p>
      )}
    </>
  )
}
