import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'

export interface MenuItem {
  readonly label: string
  readonly onChoose: () => void
  readonly isDangerous?: boolean
  /** The key that does the same. */
  readonly shortcut?: string | undefined
}

export interface MenuListProps {
  readonly label: string
  readonly items: readonly MenuItem[]
  /** What it is opened for: a button, or the place of the pointer. */
  readonly anchor: HTMLElement | { readonly x: number; readonly y: number }
  /** Called when it is to go away; `isByUser` when the focus is to return to where it was. */
  readonly onClose: (isByUser: boolean) => void
}

const MARGIN = 8
const GAP = 4

const step = (key: string, at: number, count: number): number | undefined => {
  if (key === 'ArrowDown') return (at + 1) % count
  if (key === 'ArrowUp') return (at + count - 1) % count
  if (key === 'Home') return 0
  return key === 'End' ? count - 1 : undefined
}

const place = (menu: HTMLElement, anchor: MenuListProps['anchor']): void => {
  const { offsetWidth: width, offsetHeight: height } = menu
  const isButton = anchor instanceof HTMLElement
  const { right, top, bottom } = isButton
    ? anchor.getBoundingClientRect()
    : { right: anchor.x + width, top: anchor.y, bottom: anchor.y }
  const gap = isButton ? GAP : 0
  const isBelow = bottom + gap + height + MARGIN <= innerHeight
  const left = Math.min(right, innerWidth - MARGIN) - width
  menu.style.left = `${Math.max(MARGIN, left)}px`
  menu.style.top = `${isBelow ? bottom + gap : Math.max(MARGIN, top - height - gap)}px`
}

/** A list of actions above the page as long as it is rendered; arrows move in it, Escape and Tab close it. */
export const MenuList = ({ label, items, anchor, onClose }: MenuListProps) => {
  const menu = useRef<HTMLDivElement>(null)
  const close = useRef(onClose)
  close.current = onClose
  const entries = () => [...(menu.current?.querySelectorAll('button') ?? [])]

  useLayoutEffect(() => {
    if (!menu.current) return
    menu.current.showPopover()
    place(menu.current, anchor)
    entries()[0]?.focus()
  }, [])
  useEffect(() => {
    // A click on its button closes it by the button.
    const inside = [menu.current, ...(anchor instanceof HTMLElement ? [anchor] : [])]
    const onPointerDown = ({ target }: Event) => {
      if (!(target instanceof Node && inside.some((each) => each?.contains(target)))) close.current(false)
    }
    document.addEventListener('pointerdown', onPointerDown, true)
    return () => document.removeEventListener('pointerdown', onPointerDown, true)
  }, [])

  const onKeyDown = (event: KeyboardEvent) => {
    // The keys of what is below are not meant here.
    event.stopPropagation()
    const all = entries()
    const at = all.findIndex((entry) => entry === document.activeElement)
    const next = step(event.key, at, all.length)
    if (next !== undefined) {
      event.preventDefault()
      all[next]?.focus()
    } else if (event.key === 'Escape' || event.key === 'Tab') {
      event.preventDefault()
      onClose(true)
    }
  }

  return (
    <div
      ref={menu}
      popover="manual"
      role="menu"
      aria-label={label}
      tabIndex={-1}
      class="popup-menu"
      onKeyDown={onKeyDown}
    >
      {items.map(({ label: text, onChoose, isDangerous, shortcut }) => (
        <button
          key={text}
          type="button"
          role="menuitem"
          tabIndex={-1}
          class={isDangerous ? 'danger' : ''}
          onClick={() => {
            onClose(true)
            onChoose()
          }}
        >
          {text}
          {shortcut && <kbd>{shortcut}</kbd>}
        </button>
      ))}
    </div>
  )
}
