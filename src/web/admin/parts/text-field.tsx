import { useId } from 'preact/hooks'
import { Field } from '../../lib/ui/field.tsx'

export interface TextFieldProps {
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
  readonly hint?: string | undefined
  readonly isRequired?: boolean
  readonly placeholder?: string
  /** What is offered while typing; anything else may be typed as well. */
  readonly choices?: readonly string[]
}

export const TextField = (properties: TextFieldProps) => {
  const { label, value, onChange, hint, isRequired, placeholder, choices } = properties
  const listId = useId()
  return (
    <Field label={label} hint={hint}>
      <input
        type="text"
        value={value}
        required={isRequired ?? false}
        placeholder={placeholder ?? ''}
        list={choices && listId}
        onInput={({ currentTarget }) => onChange(currentTarget.value)}
      />
      {choices && (
        <datalist id={listId}>
          {choices.map((each) => (
            <option key={each} value={each} />
          ))}
        </datalist>
      )}
    </Field>
  )
}

export const JsonField = ({ label, value, onChange, hint }: TextFieldProps) => (
  <Field label={label} hint={hint}>
    <textarea
      rows={4}
      spellcheck={false}
      value={value}
      onInput={({ currentTarget }) => onChange(currentTarget.value)}
    />
  </Field>
)

/** A number as it is typed: an empty text is none. */
export const NumberField = (properties: {
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
  readonly hint?: string
  readonly isRequired?: boolean
  readonly min: number
  readonly max?: number
  readonly step?: number
}) => {
  const { label, value, onChange, hint, isRequired = false, min, max, step = 'any' } = properties
  return (
    <Field label={label} hint={hint}>
      <input
        type="number"
        min={min}
        max={max}
        step={step}
        required={isRequired}
        value={value}
        onInput={({ currentTarget }) => onChange(currentTarget.value)}
      />
    </Field>
  )
}

/** A time in the time zone of the user, as the browser writes it; an empty text is none. */
export const TimeField = (properties: {
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
  readonly hint?: string
  readonly isRequired?: boolean
}) => (
  <Field label={properties.label} hint={properties.hint}>
    <input
      type="datetime-local"
      step="any"
      required={properties.isRequired ?? false}
      value={properties.value}
      onInput={({ currentTarget }) => properties.onChange(currentTarget.value)}
    />
  </Field>
)

export const CheckField = (properties: {
  readonly label: string
  readonly isChecked: boolean
  readonly onChange: (isChecked: boolean) => void
}) => (
  <label class="check">
    <input
      type="checkbox"
      checked={properties.isChecked}
      onChange={({ currentTarget }) => properties.onChange(currentTarget.checked)}
    />
    {properties.label}
  </label>
)

export const ChoiceField = <T extends string>(properties: {
  readonly label: string
  readonly value: T
  readonly choices: readonly (readonly [T, string])[]
  readonly onChange: (value: T) => void
}) => {
  const { label, value, choices, onChange } = properties
  return (
    <Field label={label}>
      <select
        value={value}
        onChange={({ currentTarget }) => {
          const chosen = choices.find(([each]) => each === currentTarget.value)
          if (chosen) onChange(chosen[0])
        }}
      >
        {choices.map(([each, text]) => (
          <option key={each} value={each}>
            {text}
          </option>
        ))}
      </select>
    </Field>
  )
}
