import { CodeField } from '../../code/code-field.tsx'
import { useTyped } from '../../code/use-typed.ts'
import { Icon } from '../../editor/look/icon.tsx'
import { useTexts } from '../../lib/texts.ts'
import type { ControlOf } from '../control-props.ts'
import { useFormHost } from '../host.ts'
import { formTexts } from '../texts.ts'
import { cellText, cellValue, objectOf, type Rows, rowsOf } from '../values.ts'

/** Names with values. The rows are kept separately from the value, which cannot have a name that is still empty. */
export const MapControl = ({ control, label, value, onChange, describedBy, isInvalid }: ControlOf<'map'>) => {
  const t = useTexts(formTexts)
  const { source, isReadOnly } = useFormHost()
  const [rows, setRows] = useTyped<unknown, Rows>(value, rowsOf)
  const set = (next: Rows) => {
    setRows(next)
    onChange(objectOf(next))
  }
  return (
    <div class="rows">
      {rows.map(([name, cell], index) => (
        // Names change while they are typed, so that rows are known by their place.
        <div class="row pair" key={index}>
          <input
            type="text"
            value={name}
            placeholder={t('entryName')}
            aria-label={`${label}: ${t('entryName')}`}
            aria-describedby={describedBy}
            aria-invalid={isInvalid}
            readOnly={isReadOnly}
            onInput={({ currentTarget }) => set(rows.with(index, [currentTarget.value, cell]))}
          />
          <CodeField
            language="template"
            label={t('entryValue', { name })}
            value={cellText(cell)}
            isMultiline={false}
            onChange={(text) => set(rows.with(index, [name, control.isText ? text : cellValue(text)]))}
            describedBy={describedBy}
            isInvalid={isInvalid}
            isReadOnly={isReadOnly}
            source={source}
          />
          {!isReadOnly && (
            <button
              type="button"
              class="plain tight"
              aria-label={t('remove', { name: name || String(index + 1) })}
              onClick={() => set(rows.toSpliced(index, 1))}
            >
              <Icon name="close" size={15} />
            </button>
          )}
        </div>
      ))}
      {!isReadOnly && (
        <button
          type="button"
          class="small"
          aria-label={t('addTo', { field: label })}
          onClick={() => setRows([...rows, ['', '']])}
        >
          <Icon name="plus" size={14} /> {t('add')}
        </button>
      )}
    </div>
  )
}
