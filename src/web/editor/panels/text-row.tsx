import type { ComponentChildren } from 'preact'
import { useId } from 'preact/hooks'
import { useTypedText } from '../../code/use-typed.ts'
import { parseNumber } from '../../form/values.ts'
import { isComposing } from '../../lib/ui/composing.ts'

interface RowProps {
  readonly label: string
  readonly help?: string | undefined
  readonly problem?: string | undefined
  readonly children: (ids: { readonly id: string; readonly describedBy: string }) => ComponentChildren
}

/** A control of the editor's own forms with its label, its problem and its help. */
export const Row = ({ label, help, problem, children }: RowProps) => {
  const id = useId()
  return (
    <div class={problem ? 'form-field invalid' : 'form-field'}>
      <label class="form-label" for={id}>
        {label}
      </label>
      {children({ id, describedBy: `${id}-help` })}
      <div id={`${id}-help`}>
        {problem && (
          <p class="form-problem" role="alert">
            {problem}
          </p>
        )}
        {help && <p class="form-help">{help}</p>}
      </div>
    </div>
  )
}

interface TextRowProps extends Omit<RowProps, 'children'> {
  readonly value: string
  readonly onChange: (value: string) => void
  readonly isReadOnly: boolean
  readonly isMultiline?: boolean
  readonly placeholder?: string | undefined
  /** Whether the value is taken over only when the field is left or Enter is pressed. */
  readonly isLate?: boolean
}

export const TextRow = ({
  value,
  onChange,
  isReadOnly,
  isMultiline,
  placeholder,
  isLate,
  ...row
}: TextRowProps) => {
  const [text, type] = useTypedText(value, isLate ? () => {} : onChange)
  const input = {
    value: text,
    placeholder,
    readOnly: isReadOnly,
    'aria-invalid': row.problem !== undefined,
    onInput: ({ currentTarget }: { currentTarget: { value: string } }) => type(currentTarget.value),
    onBlur: () => isLate && text !== value && onChange(text),
  }
  return (
    <Row {...row}>
      {({ id, describedBy }) =>
        isMultiline ? (
          <textarea {...input} id={id} aria-describedby={describedBy} rows={3} class="prose" />
        ) : (
          <input
            {...input}
            id={id}
            aria-describedby={describedBy}
            type="text"
            onKeyDown={(event) => {
              const isEnter = event.key === 'Enter' && !isComposing(event)
              if (isEnter && isLate && text !== value) onChange(text)
            }}
          />
        )
      }
    </Row>
  )
}

interface NumberRowProps extends Omit<RowProps, 'children'> {
  readonly value: number | undefined
  readonly onChange: (value: number | undefined) => void
  readonly isReadOnly: boolean
  readonly placeholder?: string | undefined
}

/** A whole number or nothing; other texts are not taken over. */
export const NumberRow = ({ value, onChange, ...row }: NumberRowProps) => (
  <TextRow
    {...row}
    value={value === undefined ? '' : String(value)}
    onChange={(text) => {
      const number = parseNumber(text)
      if (typeof number !== 'string') onChange(number)
    }}
  />
)

interface ChoiceRowProps<T extends string> extends Omit<RowProps, 'children'> {
  readonly value: T
  readonly options: readonly (readonly [value: T, text: string])[]
  readonly onChange: (value: T) => void
  readonly isReadOnly: boolean
}

export const ChoiceRow = <T extends string>({
  value,
  options,
  onChange,
  isReadOnly,
  ...row
}: ChoiceRowProps<T>) => (
  <Row {...row}>
    {({ id, describedBy }) => (
      <select
        id={id}
        aria-describedby={describedBy}
        value={value}
        disabled={isReadOnly}
        onChange={({ currentTarget }) => {
          const found = options.find(([each]) => each === currentTarget.value)
          if (found) onChange(found[0])
        }}
      >
        {options.map(([each, text]) => (
          <option key={each} value={each}>
            {text}
          </option>
        ))}
      </select>
    )}
  </Row>
)
