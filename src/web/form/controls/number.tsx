import { useEffect, useState } from 'preact/hooks'
import type { ControlOf } from '../control-props.ts'
import { useFormHost } from '../host.ts'
import { parseNumber } from '../values.ts'
import { placeholderOf } from './text.tsx'

/** Text, not `type=number`, which hides what it does not understand. */
export const NumberControl = ({
  control,
  field,
  label,
  value,
  onChange,
  describedBy,
  isInvalid,
}: ControlOf<'number'>) => {
  const { isReadOnly } = useFormHost()
  const [text, setText] = useState(value === undefined ? '' : String(value))
  useEffect(() => {
    // What is being typed stays as it is while it means the same.
    if (parseNumber(text) !== value) setText(value === undefined ? '' : String(value))
  }, [value])
  return (
    <input
      type="text"
      inputMode={control.isInteger ? 'numeric' : 'decimal'}
      value={text}
      placeholder={placeholderOf(field)}
      aria-label={label}
      aria-describedby={describedBy}
      aria-invalid={isInvalid}
      readOnly={isReadOnly}
      onInput={({ currentTarget }) => {
        setText(currentTarget.value)
        onChange(parseNumber(currentTarget.value))
      }}
    />
  )
}
