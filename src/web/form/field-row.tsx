import { useId, useState } from 'preact/hooks'
import { parseJson } from '../lib/json/parse.ts'
import { useLocale } from '../lib/services.ts'
import { useTexts } from '../lib/texts.ts'
import { Control } from './controls/control.tsx'
import { ExpressionControl } from './controls/expression.tsx'
import type { Field } from './fields.ts'
import { useFormHost } from './host.ts'
import { labelOf } from './labels.ts'
import { Marked } from './marked.tsx'
import { formTexts } from './texts.ts'
import { TryValue } from './try-value.tsx'
import { canSwitch, emptyValue, expressionIn, isTemplate, type Mode, modeOf, templateOf } from './values.ts'

export interface FieldRowProps {
  readonly field: Field
  readonly path: string
  readonly value: unknown
  readonly onChange: (value: unknown) => void
  /** Messages of the field under `''`, and of what is within it by its place. */
  readonly problems: ReadonlyMap<string, readonly string[]>
}

/** A field with its name, its control, its problems and what it means. */
export const FieldRow = (properties: FieldRowProps) => {
  const { field, path, value, onChange, problems } = properties
  const t = useTexts(formTexts)
  const label = labelOf(field.name, useLocale())
  const { isReadOnly } = useFormHost()
  const id = useId()
  // Which one is shown follows from the value, except while it is empty.
  const [chosen, setChosen] = useState<Mode>()
  const mode = value === undefined || value === '' ? (chosen ?? 'value') : modeOf(field.control, value)
  const messages = isWithin(field) ? (problems.get('') ?? []) : [...problems.values()].flat()
  const switchTo = (next: Mode) => {
    if (next === mode) return
    setChosen(next)
    if (value === undefined) return
    onChange(next === 'expression' ? toExpression(value) : toValue(field, value))
  }
  const describedBy = messages.length > 0 ? `${id}-problems ${id}-help` : `${id}-help`
  const control = {
    field,
    path,
    label,
    id,
    value,
    onChange,
    problems,
    describedBy,
    isInvalid: messages.length > 0,
  }
  return (
    <div class={messages.length > 0 ? 'form-field invalid' : 'form-field'} data-field={path}>
      <div class="form-label">
        <span id={`${id}-label`}>
          {label}
          {field.isRequired && (
            <span class="form-required" title={t('required')}>
              *<span class="spoken"> {t('required')}</span>
            </span>
          )}
        </span>
        {canSwitch(field.control) && !isReadOnly && (
          <ModeSwitch label={label} mode={mode} onSwitch={switchTo} />
        )}
      </div>
      {mode === 'expression' ? <ExpressionControl {...control} /> : <Control {...control} />}
      <Trying field={field} mode={mode} value={value} />
      {messages.length > 0 && (
        <ul class="form-problems" id={`${id}-problems`}>
          {messages.map((message) => (
            <li key={message}>{message}</li>
          ))}
        </ul>
      )}
      <Help id={`${id}-help`} field={field} />
    </div>
  )
}

/** What depends on the input of the node can be tried. */
const Trying = ({
  field: { control },
  mode,
  value,
}: Pick<FieldRowProps, 'field' | 'value'> & { readonly mode: Mode }) => {
  if (mode === 'expression') {
    return <TryValue kind="expression" text={isTemplate(value) ? expressionIn(value) : undefined} />
  }
  const isExpression =
    (control.kind === 'script' && control.language === 'jsonata') ||
    (control.kind === 'variants' &&
      typeof value === 'string' &&
      control.variants.some((each) => each.control.kind === 'script'))
  if (isExpression) return <TryValue kind="expression" text={value} />
  // Code and SQL take `{{` as it is.
  if (control.kind === 'script') return null
  return typeof value === 'string' && value.includes('{{') ? <TryValue kind="value" text={value} /> : null
}

/** Controls that show the problems of their parts themselves. */
const isWithin = ({ control: { kind } }: Field) => kind === 'group' || kind === 'variants'

const toExpression = (value: unknown): string =>
  isTemplate(value) ? value : templateOf(value === '' ? '' : JSON.stringify(value))

/** The value of an expression that is a constant, or else a first one. */
const toValue = (field: Field, value: unknown): unknown => {
  if (!isTemplate(value)) return value
  const parsed = parseJson(expressionIn(value))
  return 'value' in parsed ? parsed.value : emptyValue(field)
}

interface ModeSwitchProps {
  readonly label: string
  readonly mode: Mode
  readonly onSwitch: (mode: Mode) => void
}

const ModeSwitch = ({ label, mode, onSwitch }: ModeSwitchProps) => {
  const t = useTexts(formTexts)
  return (
    <fieldset class="segments" aria-label={t('mode', { field: label })}>
      {(['value', 'expression'] as const).map((each) => (
        <button key={each} type="button" aria-pressed={mode === each} onClick={() => onSwitch(each)}>
          {t(each === 'value' ? 'asValue' : 'asExpression')}
        </button>
      ))}
    </fieldset>
  )
}

const SHORT = 110

const Help = ({ id, field: { description, example } }: { readonly id: string; readonly field: Field }) => {
  const t = useTexts(formTexts)
  const [isOpen, setOpen] = useState(false)
  const isLong = description.length > SHORT
  const first = /^.*?[.。](?= |$)/s.exec(description)?.[0] ?? description
  return (
    <div class="form-help" id={id}>
      <Marked text={isOpen || !isLong ? description : first} />
      {isOpen && example !== undefined && (
        <pre class="form-example">
          {typeof example === 'string' ? example : JSON.stringify(example, null, 2)}
        </pre>
      )}
      {(isLong || example !== undefined) && (
        <button type="button" class="link" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {t(isOpen ? 'less' : 'more')}
        </button>
      )}
    </div>
  )
}
