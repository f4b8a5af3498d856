import { isRecord } from '../../../lib/json/is-record.ts'
import type { ControlOf } from '../control-props.ts'
import { useFormHost } from '../host.ts'

/** An object with fields of its own. The constant by which it is known is not shown. */
export const GroupControl = ({ control, label, path, value, onChange, problems }: ControlOf<'group'>) => {
  const { renderForm } = useFormHost()
  const values = isRecord(value) ? value : {}
  const set = (name: string, next: unknown) => {
    const { [name]: _, ...others } = values
    onChange(next === undefined ? others : { ...values, [name]: next })
  }
  return (
    <fieldset class="field-group">
      <legend class="spoken">{label}</legend>
      {renderForm({
        fields: control.fields.filter(({ constant }) => constant === undefined),
        values,
        onChange: set,
        problems,
        path,
      })}
    </fieldset>
  )
}
