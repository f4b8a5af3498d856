import { Form } from '../form.tsx'
import { isRecord } from '../values.ts'
import type { ControlOf } from './control.tsx'

/** An object with fields of its own. The constant by which it is known is not shown. */
export const GroupControl = ({ control, label, path, value, onChange, problems }: ControlOf<'group'>) => {
  const values = isRecord(value) ? value : {}
  const set = (name: string, next: unknown) => {
    const { [name]: _, ...others } = values
    onChange(next === undefined ? others : { ...values, [name]: next })
  }
  return (
    <fieldset class="group">
      <legend class="spoken">{label}</legend>
      <Form
        fields={control.fields.filter(({ constant }) => constant === undefined)}
        values={values}
        onChange={set}
        problems={problems}
        path={path}
      />
    </fieldset>
  )
}
