import { useState } from 'preact/hooks'
import { useTexts } from '../lib/texts.ts'
import type { FormProps } from './control-props.ts'
import { FieldRow } from './field-row.tsx'
import type { Field } from './fields.ts'
import { formTexts } from './texts.ts'

const MANY_OPTIONAL = 4

/** What most nodes with many fields are used with, which is shown although it is optional. */
const COMMON = new Set(['method', 'headers', 'auth', 'query', 'body', 'body_type', 'format', 'mode'])

/** The fields of a schema: what is required, set or common is shown, the rest behind a button when it is much. */
export const Form = ({ fields, values, onChange, problems, path = '' }: FormProps) => {
  const t = useTexts(formTexts)
  const [isOpen, setOpen] = useState(false)
  const isShown = ({ name, isRequired }: Field) =>
    isRequired || values[name] !== undefined || problemsOf(problems, name).length > 0
  const optional = fields.filter((field) => !isShown(field))
  const rare = optional.length > MANY_OPTIONAL ? optional.filter(({ name }) => !COMMON.has(name)) : []
  const hidden = isOpen ? [] : rare
  return (
    <>
      {fields
        .filter((field) => !hidden.includes(field))
        .map((field) => (
          <FieldRow
            key={field.name}
            field={field}
            path={path === '' ? field.name : `${path}.${field.name}`}
            value={values[field.name]}
            onChange={(value) => onChange(field.name, value)}
            problems={problemsBelow(problems, field.name)}
          />
        ))}
      {rare.length > 0 && (
        <button
          type="button"
          class="plain small more-fields"
          aria-expanded={isOpen}
          onClick={() => setOpen(!isOpen)}
        >
          {isOpen ? t('less') : t('moreFields', { count: hidden.length })}
        </button>
      )}
    </>
  )
}

const problemsOf = (problems: FormProps['problems'], name: string): readonly string[] =>
  [...problemsBelow(problems, name).values()].flat()

/** The problems of a field and of what is within it, by their place within it. */
const problemsBelow = (
  problems: FormProps['problems'],
  name: string,
): ReadonlyMap<string, readonly string[]> =>
  new Map(
    [...problems].flatMap(([field, messages]) =>
      field === name
        ? [['', messages] as const]
        : field.startsWith(`${name}.`)
          ? [[field.slice(name.length + 1), messages] as const]
          : [],
    ),
  )
