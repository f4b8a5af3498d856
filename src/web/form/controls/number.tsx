import { useTyped } from '../../code/use-typed.ts'
import { useLocale } from '../../lib/services.ts'
import { formatDuration } from '../../lib/values/format.ts'
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
  const locale = useLocale()
  const [text, setText] = useTyped(value, textOf)
  return (
    <>
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
      {isLongTime(field.name, value) && <small class="muted">= {formatDuration(value, locale)}</small>}
    </>
  )
}

/** Whether a number is a time in milliseconds that is easier to read in other units. */
const isLongTime = (name: string, value: unknown): value is number =>
  /(?:^|_)ms$/.test(name) && typeof value === 'number' && value >= 1000

const textOf = (value: unknown): string => (value === undefined ? '' : String(value))
