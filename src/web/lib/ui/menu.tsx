import { useId, useRef } from 'preact/hooks'

export interface MenuItem {
  readonly label: string
  readonly onChoose: () => void
  readonly isDangerous?: boolean
}

const step = (key: string, at: number, count: number): number | undefined => {
  if (key === 'ArrowDown') return (at + 1) % count
  if (key === 'ArrowUp') return (at + count - 1) % count
  if (key === 'Home') return 0
  return key === 'End' ? count - 1 : undefined
}

const place = (menu: HTMLElement, button: HTMLElement): void => {
  const { right, bottom, top } = button.getBoundingClientRect()
  const { offsetWidth: width, offsetHeight: height } = menu
  const isBelow = bottom + height + 4 < innerHeight
  menu.style.left = `${Math.max(8, right - width)}px`
  menu.style.top = `${isBelow ? bottom + 4 : Math.max(8, top - height - 4)}px`
}

/** A button that opens a list of actions; arrows move in it, Escape closes it. */
export const Menu = ({ label, items }: { readonly label: string; readonly items: readonly MenuItem[] }) => {
  const id = useId()
  const button = useRef<HTMLButtonElement>(null)
  const menu = useRef<HTMLDivElement>(null)
  const entries = () => [...(menu.current?.querySelectorAll('button') ?? [])]

  const onKeyDown = (event: KeyboardEvent) => {
    const all = entries()
    const at = all.findIndex((entry) => entry.matches(':focus'))
    const next = step(event.key, at, all.length)
    if (next === undefined) return
    event.preventDefault()
    all[next]?.focus()
  }

  return (
    <>
      <button
        ref={button}
        type="button"
        class="plain small"
        aria-haspopup="menu"
        aria-label={label}
        title={label}
        popovertarget={id}
      >
        ⋯
      </button>
      <div
        ref={menu}
        id={id}
        popover="auto"
        role="menu"
        tabIndex={-1}
        class="popup-menu"
        onKeyDown={onKeyDown}
        onToggle={(event) => {
          if (event.newState !== 'open' || !menu.current || !button.current) return
          place(menu.current, button.current)
          entries()[0]?.focus()
        }}
      >
        {items.map(({ label: text, onChoose, isDangerous }) => (
          <button
            key={text}
            type="button"
            role="menuitem"
            class={isDangerous ? 'danger' : ''}
            onClick={() => {
              menu.current?.hidePopover()
              onChoose()
            }}
          >
            {text}
          </button>
        ))}
      </div>
    </>
  )
}
