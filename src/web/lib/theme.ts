import { useEffect, useState } from 'preact/hooks'
import type { Preferences } from './preferences.ts'
import { useServices } from './services.ts'
import { useStore } from './store.ts'

const darkScheme = () => matchMedia('(prefers-color-scheme: dark)')

/** Keeps language and theme on the root element, where the style sheet and screen readers look for them. */
export const applyPreferences = ({ locale, theme }: Preferences): void => {
  const { documentElement: root } = document
  const apply = () => {
    root.lang = locale.value
    root.dataset.theme = theme.value
  }
  locale.subscribe(apply)
  theme.subscribe(apply)
  apply()
}

/** Whether the page is dark now, for what is not drawn by the style sheet. */
export const useIsDark = (): boolean => {
  const theme = useStore(useServices().preferences.theme)
  const [isSystemDark, setSystemDark] = useState(darkScheme().matches)
  useEffect(() => {
    const scheme = darkScheme()
    const follow = () => setSystemDark(scheme.matches)
    scheme.addEventListener('change', follow)
    return () => scheme.removeEventListener('change', follow)
  }, [])
  return theme === 'system' ? isSystemDark : theme === 'dark'
}
