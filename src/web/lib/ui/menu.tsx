import { useRef, useState } from 'preact/hooks'
import { type MenuItem, MenuList } from './menu-list.tsx'

/** A button that opens a list of actions. */
export const Menu = ({ label, items }: { readonly label: string; readonly items: readonly MenuItem[] }) => {
  const button = useRef<HTMLButtonElement>(null)
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <button
        ref={button}
        type="button"
        class="plain small"
        aria-haspopup="menu"
        aria-expanded={isOpen}
        aria-label={label}
        title={label}
        onClick={() => setOpen(!isOpen)}
      >
        ⋯
      </button>
      {isOpen && button.current && (
        <MenuList
          label={label}
          items={items}
          anchor={button.current}
          onClose={(isByUser) => {
            setOpen(false)
            if (isByUser) button.current?.focus()
          }}
        />
      )}
    </>
  )
}
