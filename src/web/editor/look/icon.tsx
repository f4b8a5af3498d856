import { type IconName, iconPaths } from './icon-paths.ts'

/** A line drawing that says nothing to screen readers: its meaning is in the text beside it or on its button. */
export const Icon = ({ name, size = 18 }: { readonly name: string; readonly size?: number }) => (
  <svg
    class="icon"
    width={size}
    height={size}
    viewBox="0 0 24 24"
    fill="none"
    stroke="currentColor"
    stroke-width="1.8"
    stroke-linecap="round"
    stroke-linejoin="round"
    aria-hidden="true"
    focusable="false"
  >
    <path d={iconPaths[isIcon(name) ? name : 'other']} />
  </svg>
)

const isIcon = (name: string): name is IconName => Object.hasOwn(iconPaths, name)
