import { CodeField } from '../../code/code-field.tsx'
import type { ControlOf, ControlProps } from '../control-props.ts'
import { useFormHost } from '../host.ts'
import { cellText } from '../values.ts'

/** Text in which `{{ }}` marks an expression. */
export const TextControl = ({ field, label, value, onChange, describedBy, isInvalid }: ControlProps) => {
  const { source, isReadOnly } = useFormHost()
  const text = value === undefined ? '' : cellText(value)
  return (
    <CodeField
      language="template"
      label={label}
      value={text}
      placeholder={placeholderOf(field)}
      isMultiline={text.includes('\n')}
      onChange={(next) => onChange(next === '' && !field.isRequired ? undefined : next)}
      describedBy={describedBy}
      isInvalid={isInvalid}
      isReadOnly={isReadOnly}
      source={source}
    />
  )
}

/** An expression or code as a whole. */
export const ScriptControl = ({
  control,
  field,
  label,
  value,
  onChange,
  describedBy,
  isInvalid,
}: ControlOf<'script'>) => {
  const { source, isReadOnly } = useFormHost()
  return (
    <CodeField
      language={control.language}
      label={label}
      value={value === undefined ? '' : cellText(value)}
      placeholder={placeholderOf(field)}
      isMultiline
      onChange={(next) => onChange(next === '' && !field.isRequired ? undefined : next)}
      describedBy={describedBy}
      isInvalid={isInvalid}
      isReadOnly={isReadOnly}
      source={source}
    />
  )
}

export const placeholderOf = ({ default: preset, example }: ControlProps['field']): string | undefined => {
  if (preset !== undefined) return cellText(preset)
  return typeof example === 'string' || typeof example === 'number' ? String(example) : undefined
}
