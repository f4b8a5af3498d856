import { CodeField } from '../../code/code-field.tsx'
import type { ControlProps } from '../control-props.ts'
import { useFormHost } from '../host.ts'
import { expressionIn, isTemplate, templateOf } from '../values.ts'

/** An expression whose result becomes the value; it is kept as `{{ }}`. */
export const ExpressionControl = ({ label, value, onChange, describedBy, isInvalid }: ControlProps) => {
  const { source, isReadOnly } = useFormHost()
  return (
    <CodeField
      language="jsonata"
      label={label}
      value={isTemplate(value) ? expressionIn(value) : ''}
      placeholder="input"
      isMultiline
      onChange={(next) => onChange(next.trim() === '' ? undefined : templateOf(next))}
      describedBy={describedBy}
      isInvalid={isInvalid}
      isReadOnly={isReadOnly}
      source={source}
    />
  )
}
