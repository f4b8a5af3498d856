import { Fragment } from 'preact'
import { useState } from 'preact/hooks'
import { useLocale } from '../../lib/services.ts'
import { useTexts } from '../../lib/texts.ts'
import type { ControlOf } from '../control-props.ts'
import type { Field } from '../fields.ts'
import { useFormHost } from '../host.ts'
import { labelOf } from '../labels.ts'
import { formTexts } from '../texts.ts'
import { emptyValue, variantOf } from '../values.ts'

const NOT_SET = -1

/** One of several kinds of value: the kind is chosen, and its own control is shown. */
export const VariantsControl = ({ control, ...properties }: ControlOf<'variants'>) => {
  const t = useTexts(formTexts)
  const locale = useLocale()
  const { isReadOnly, renderControl } = useFormHost()
  const { field, label, value, onChange } = properties
  const [chosen, setChosen] = useState<number>()
  const found = value === undefined && !field.isRequired ? NOT_SET : variantOf(control.variants, value)
  // An empty text fits several kinds.
  const index = value === undefined || value === '' ? (chosen ?? found) : found
  const variant = control.variants[index]
  const choose = (next: number) => {
    setChosen(next)
    const chosenVariant = control.variants[next]
    onChange(chosenVariant && startOf(chosenVariant))
  }
  return (
    <div class="variants">
      {control.variants.length > 1 && (
        <select
          aria-label={t('kind', { field: label })}
          value={String(index)}
          disabled={isReadOnly}
          onChange={({ currentTarget }) => choose(Number(currentTarget.value))}
        >
          {!field.isRequired && <option value={String(NOT_SET)}>{t('notSet')}</option>}
          {control.variants.map(({ name }, position) => (
            <option key={name} value={String(position)}>
              {labelOf(name, locale)}
            </option>
          ))}
        </select>
      )}
      {variant && (
        <Fragment key={index}>
          {renderControl({
            ...properties,
            field: {
              ...variant,
              isRequired: true,
              ...(variant.example === undefined && { example: field.example }),
            },
          })}
        </Fragment>
      )}
    </div>
  )
}

const startOf = (variant: Field): unknown => {
  const value = emptyValue(variant)
  return variant.control.kind === 'json' ? [] : value
}
