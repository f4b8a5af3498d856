import { Icon } from '../../editor/look/icon.tsx'
import { useTexts } from '../../lib/texts.ts'
import type { ControlProps } from '../control-props.ts'
import { useFormHost } from '../host.ts'
import { formTexts } from '../texts.ts'
import { cellText } from '../values.ts'

/** A list of texts, one a row. */
export const ListControl = ({ label, value, onChange, describedBy, isInvalid }: ControlProps) => {
  const t = useTexts(formTexts)
  const { isReadOnly } = useFormHost()
  const items: readonly unknown[] = Array.isArray(value) ? value : []
  const set = (next: readonly unknown[]) => onChange(next.length === 0 ? undefined : next)
  return (
    <div class="rows">
      {items.map((item, index) => (
        // Rows have no names of their own.
        <div class="row" key={index}>
          <input
            type="text"
            value={cellText(item)}
            aria-label={t('entry', { field: label, number: index + 1 })}
            aria-describedby={describedBy}
            aria-invalid={isInvalid}
            readOnly={isReadOnly}
            onInput={({ currentTarget }) => set(items.with(index, currentTarget.value))}
          />
          {!isReadOnly && (
            <button
              type="button"
              class="plain tight"
              aria-label={t('remove', { name: cellText(item) || String(index + 1) })}
              onClick={() => set(items.toSpliced(index, 1))}
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
          onClick={() => set([...items, ''])}
        >
          <Icon name="plus" size={14} /> {t('add')}
        </button>
      )}
    </div>
  )
}
