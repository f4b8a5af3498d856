import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import type { Api, Send } from './api.ts'
import type { Locale } from './locale.ts'
import type { Notices } from './notices.ts'
import type { KeyedStorage, Preferences } from './preferences.ts'
import type { Route, Router } from './route.ts'
import type { Scope, Session } from './session.ts'
import { useStore } from './store.ts'

/** What all parts of the page share; `main.tsx` makes it. */
export interface Services {
  readonly api: Api
  /** For what openapi-fetch does not do, such as streams: relative to `baseUrl`. */
  readonly send: Send
  readonly baseUrl: string
  readonly session: Session
  readonly preferences: Preferences
  readonly router: Router
  readonly notices: Notices
  readonly storage: KeyedStorage
}

const Context = createContext<Services | undefined>(undefined)

export const ServicesProvider = Context.Provider

export const useServices = (): Services => {
  const services = useContext(Context)
  if (!services) throw new Error('the page was rendered without its services')
  return services
}

/** Whether the session has a scope: what it may not do is not shown. */
export const useCan = (scope: Scope): boolean =>
  useStore(useServices().session.info)?.scopes.includes(scope) ?? false

export const useRoute = (): Route => useStore(useServices().router.route)

export const useLocale = (): Locale => useStore(useServices().preferences.locale)
