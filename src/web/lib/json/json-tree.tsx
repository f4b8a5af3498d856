import { useState } from 'preact/hooks'
import { useTexts } from '../texts.ts'
import { isBranch, MAX_TEXT, membersOf, previewOf } from './shape.ts'
import { jsonTexts } from './texts.ts'

const MEMBERS_AT_ONCE = 100

const kindOf = (value: unknown): string => (value === null ? 'null' : typeof value)

const Leaf = ({ value }: { readonly value: unknown }) => {
  const t = useTexts(jsonTexts)
  const text = JSON.stringify(value) ?? 'undefined'
  return (
    <>
      <span class={`json-${kindOf(value)}`}>{text.slice(0, MAX_TEXT)}</span>
      {text.length > MAX_TEXT && <small class="muted"> {t('cut', { count: MAX_TEXT })}</small>}
    </>
  )
}

const Members = ({ value }: { readonly value: Parameters<typeof membersOf>[0] }) => {
  const t = useTexts(jsonTexts)
  const [shown, setShown] = useState(MEMBERS_AT_ONCE)
  const members = membersOf(value)
  return (
    <ul>
      {members.slice(0, shown).map(([name, member]) => (
        <li key={name}>
          <JsonTree name={name} value={member} />
        </li>
      ))}
      {members.length > shown && (
        <li>
          <button type="button" class="small" onClick={() => setShown(shown + 10 * MEMBERS_AT_ONCE)}>
            {t('more', { count: members.length - shown })}
          </button>
        </li>
      )}
    </ul>
  )
}

/** A value as a tree; what is closed is not rendered, so that its size does not matter. */
export const JsonTree = ({
  name,
  value,
  isOpen: startsOpen = false,
}: {
  readonly name?: string
  readonly value: unknown
  readonly isOpen?: boolean
}) => {
  const [isOpen, setOpen] = useState(startsOpen)
  const label = name === undefined ? null : <span class="json-name">{name}: </span>
  if (!isBranch(value)) {
    return (
      <div class="json-leaf">
        {label}
        <Leaf value={value} />
      </div>
    )
  }
  return (
    <details open={isOpen} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>
        {label}
        <span class="muted">{previewOf(value)}</span>
      </summary>
      {isOpen && <Members value={value} />}
    </details>
  )
}
