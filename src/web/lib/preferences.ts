import { LOCALES, type Locale, localeOf } from './locale.ts'
import { Store } from './store.ts'

export const THEMES = ['system', 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

/** What this browser keeps; it refuses when the user forbids it. */
export interface KeyedStorage {
  read(key: string): string | undefined
  write(key: string, value: string | undefined): void
}

export const browserStorage = (find: () => Storage): KeyedStorage => ({
  read: (key) => {
    try {
      return find().getItem(`scriptd.${key}`) ?? undefined
    } catch {
      return undefined
    }
  },
  write: (key, value) => {
    try {
      if (value === undefined) find().removeItem(`scriptd.${key}`)
      else find().setItem(`scriptd.${key}`, value)
    } catch {
      // Without storage, or when it is full, the choice holds until the page is closed.
    }
  },
})

const oneOf = <T extends string>(known: readonly T[], value: string | undefined): T | undefined =>
  known.find((each) => each === value)

/** The choices of the user for this browser. */
export interface Preferences {
  readonly locale: Store<Locale>
  readonly theme: Store<Theme>
  /** Whether the navigation shows icons only: beside a graph that is edited, and elsewhere. */
  readonly isFolded: Readonly<Record<'editor' | 'elsewhere', Store<boolean>>>
}

const rememberedFlag = (storage: KeyedStorage, key: string, initial: boolean): Store<boolean> => {
  const flag = new Store(storage.read(key) === undefined ? initial : storage.read(key) === 'true')
  flag.subscribe(() => storage.write(key, String(flag.value)))
  return flag
}

export const createPreferences = (storage: KeyedStorage, languages: readonly string[]): Preferences => {
  const locale = new Store(oneOf(LOCALES, storage.read('locale')) ?? localeOf(languages))
  const theme = new Store(oneOf(THEMES, storage.read('theme')) ?? 'system')
  locale.subscribe(() => storage.write('locale', locale.value))
  theme.subscribe(() => storage.write('theme', theme.value))
  const isFolded = {
    editor: rememberedFlag(storage, 'folded.editor', true),
    elsewhere: rememberedFlag(storage, 'folded', false),
  }
  return { locale, theme, isFolded }
}
