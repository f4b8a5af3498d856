import { useTexts } from '../../lib/texts.ts'
import type { ControlOf, ControlProps } from '../control-props.ts'
import { useFormHost } from '../host.ts'
import { formTexts } from '../texts.ts'

interface Option {
  readonly value: unknown
  readonly text: string
}

export const ChoiceControl = ({ control, ...properties }: ControlOf<'choice'>) => (
  <Choice {...properties} options={control.options.map((value) => ({ value, text: value }))} />
)

export const SwitchControl = (properties: ControlProps) => {
  const t = useTexts(formTexts)
  const options = [
    { value: true, text: t('yes') },
    { value: false, text: t('no') },
  ]
  return <Choice {...properties} options={options} />
}

/** A list of values, with one for "not set", so that what is the default today stays the default. */
const Choice = ({
  options,
  field,
  label,
  value,
  onChange,
  describedBy,
  isInvalid,
}: ControlProps & { readonly options: readonly Option[] }) => {
  const t = useTexts(formTexts)
  const { isReadOnly } = useFormHost()
  const index = options.findIndex((option) => option.value === value)
  const preset = options.find((option) => option.value === field.default)
  // A value that the server does not know is shown as it is.
  const isForeign = value !== undefined && index < 0
  return (
    <select
      value={isForeign ? 'foreign' : String(index)}
      aria-label={label}
      aria-describedby={describedBy}
      aria-invalid={isInvalid}
      disabled={isReadOnly}
      onChange={({ currentTarget }) => onChange(options[Number(currentTarget.value)]?.value)}
    >
      {!field.isRequired && (
        <option value="-1">{preset ? t('useDefault', { value: preset.text }) : t('notSet')}</option>
      )}
      {field.isRequired && index < 0 && <option value="-1">—</option>}
      {isForeign && <option value="foreign">{JSON.stringify(value)}</option>}
      {options.map(({ text }, position) => (
        <option key={text} value={String(position)}>
          {text}
        </option>
      ))}
    </select>
  )
}
