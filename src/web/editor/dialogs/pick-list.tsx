import type { ComponentChildren } from 'preact'
import { useEffect, useId, useRef, useState } from 'preact/hooks'
import { isComposing } from '../../lib/ui/composing.ts'

export interface Pick {
  readonly id: string
  readonly content: ComponentChildren
}

interface PickListProps {
  readonly label: string
  readonly placeholder: string
  readonly empty: string
  /** The entries for a text. */
  readonly search: (text: string) => readonly Pick[]
  readonly onPick: (id: string) => void
}

const MAX_SHOWN = 100

const FIELD = { type: 'text', role: 'combobox', list: undefined, 'aria-expanded': true } as const

/** A text field above a list: arrows choose, Enter takes. */
export const PickList = ({ label, placeholder, empty, search, onPick }: PickListProps) => {
  const [text, setText] = useState('')
  const [chosen, setChosen] = useState(0)
  const id = useId()
  const list = useRef<HTMLDivElement>(null)
  const picks = search(text).slice(0, MAX_SHOWN)
  const index = Math.min(chosen, picks.length - 1)
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' })
  }, [index, text])
  const move = (event: KeyboardEvent) => {
    if (isComposing(event)) return
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    const pick = picks[index]
    if (step !== 0 && picks.length > 0) {
      event.preventDefault()
      setChosen((index + step + picks.length) % picks.length)
    } else if (event.key === 'Enter' && pick) {
      event.preventDefault()
      onPick(pick.id)
    }
  }
  return (
    <div class="pick">
      <input
        {...FIELD}
        // The dialog was opened to type here.
        // biome-ignore lint/a11y/noAutofocus: see above
        autoFocus
        aria-controls={`${id}-list`}
        aria-activedescendant={picks[index] && `${id}-${index}`}
        aria-label={label}
        placeholder={placeholder}
        value={text}
        onInput={({ currentTarget }) => {
          setText(currentTarget.value)
          setChosen(0)
        }}
        onKeyDown={move}
      />
      {picks.length === 0 && <p class="muted">{empty}</p>}
      <div ref={list} id={`${id}-list`} role="listbox" aria-label={label}>
        {picks.map((pick, position) => (
          // The text field has the focus and handles the keys.
          // biome-ignore lint/a11y/useKeyWithClickEvents: see above
          <div
            key={pick.id}
            id={`${id}-${position}`}
            role="option"
            aria-selected={position === index}
            tabIndex={-1}
            onClick={() => onPick(pick.id)}
          >
            {pick.content}
          </div>
        ))}
      </div>
    </div>
  )
}
