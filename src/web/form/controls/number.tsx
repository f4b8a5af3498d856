import { useTyped } from '../../code/use-typed.ts'
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
  const [text, setText] = useTyped(value, textOf)
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

const textOf = (value: unknown): string => (value === undefined ? '' : String(value))
