import type { ScriptChoice } from '../../lib/pages/use-script-choices.ts'
import { hrefOf } from '../../lib/route.ts'
import { useTexts } from '../../lib/texts.ts'
import { adminTexts } from '../texts.ts'

/** A button for something new that starts a script, or where to create one if there is none. */
export const NewButton = ({
  choices,
  label,
  onClick,
}: {
  readonly choices: readonly ScriptChoice[] | undefined
  readonly label: string
  readonly onClick: () => void
}) => {
  const t = useTexts(adminTexts)
  if (!choices) return null
  if (choices.length === 0) return <a href={hrefOf(['scripts'])}>{t('scriptFirst')}</a>
  return (
    <button type="button" class="primary" onClick={onClick}>
      {label}
    </button>
  )
}
