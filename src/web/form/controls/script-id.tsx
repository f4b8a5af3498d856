import { useScriptChoices } from '../../lib/pages/use-script-choices.ts'
import { hrefOf } from '../../lib/route.ts'
import { useTexts } from '../../lib/texts.ts'
import type { ControlProps } from '../control-props.ts'
import { useFormHost } from '../host.ts'
import { formTexts } from '../texts.ts'

/** The scripts by their names, and a link to the one that is chosen. */
export const ScriptIdControl = ({ label, value, onChange, describedBy, isInvalid }: ControlProps) => {
  const t = useTexts(formTexts)
  const { isReadOnly } = useFormHost()
  const { choices = [] } = useScriptChoices()
  const chosen = value === undefined ? '' : String(value)
  const isListed = choices.some(([id]) => id === chosen)
  return (
    <div class="script-choice">
      <select
        value={chosen}
        aria-label={label}
        aria-describedby={describedBy}
        aria-invalid={isInvalid}
        disabled={isReadOnly}
        onChange={({ currentTarget: { value: id } }) => onChange(id === '' ? undefined : Number(id))}
      >
        <option value="">—</option>
        {chosen !== '' && !isListed && <option value={chosen}>{`#${chosen}`}</option>}
        {choices.map(([id, name]) => (
          <option key={id} value={id}>
            {`${name} (#${id})`}
          </option>
        ))}
      </select>
      {isListed && (
        <a class="button small" href={hrefOf(['scripts', chosen])}>
          {t('open')}
        </a>
      )}
    </div>
  )
}
