import { useTexts } from '../../lib/texts.ts'
import { Field } from '../../lib/ui/field.tsx'
import type { InputField } from './input-fields.ts'
import { runTexts } from './texts.ts'

const Control = ({
  field: { name, kind, value },
  onChange,
}: {
  readonly field: InputField
  readonly onChange: (value: string) => void
}) => {
  const t = useTexts(runTexts)
  if (kind === 'boolean') {
    return (
      <label class="check">
        <input
          type="checkbox"
          checked={value === 'true'}
          onChange={({ currentTarget }) => onChange(String(currentTarget.checked))}
        />
        {name}
      </label>
    )
  }
  return (
    <Field label={name}>
      {kind === 'json' && value.length > 60 ? (
        <textarea rows={4} value={value} onInput={({ currentTarget }) => onChange(currentTarget.value)} />
      ) : (
        <input
          type="text"
          value={value}
          placeholder={kind === 'json' ? t('jsonHint') : ''}
          class={kind === 'json' ? 'mono' : ''}
          onInput={({ currentTarget }) => onChange(currentTarget.value)}
        />
      )}
    </Field>
  )
}

export const InputForm = ({
  fields,
  onChange,
}: {
  readonly fields: readonly InputField[]
  readonly onChange: (fields: readonly InputField[]) => void
}) => {
  const t = useTexts(runTexts)
  if (fields.length === 0) return <p class="muted">{t('noFields')}</p>
  return (
    <>
      {fields.map((field) => (
        <Control
          key={field.name}
          field={field}
          onChange={(value) =>
            onChange(fields.map((each) => (each.name === field.name ? { ...each, value } : each)))
          }
        />
      ))}
    </>
  )
}
