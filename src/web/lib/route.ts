import { Store } from './store.ts'

/** Where the user is: `#/executions/ex_1?tab=input`. Filters are in the address, so that it can be kept and shared. */
export interface Route {
  readonly path: readonly string[]
  readonly query: Readonly<Record<string, string>>
}

const decode = (part: string): string => {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

export const parseRoute = (hash: string): Route => {
  const [path = '', query = ''] = hash.replace(/^#?\/?/, '').split('?', 2)
  return {
    path: path.split('/').filter(Boolean).map(decode),
    query: Object.fromEntries(new URLSearchParams(query)),
  }
}

export type Query = Readonly<Record<string, string | number | undefined>>

/** The address of a place; what is empty in the query is left out. */
export const hrefOf = (path: readonly (string | number)[], query: Query = {}): string => {
  const given = Object.entries(query).flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [[name, String(value)]],
  )
  const text = new URLSearchParams(given).toString()
  return `#/${path.map((part) => encodeURIComponent(part)).join('/')}${text === '' ? '' : `?${text}`}`
}

export class Router {
  readonly route: Store<Route>
  readonly #window: Pick<Window, 'location' | 'history' | 'addEventListener'>

  constructor(window: Pick<Window, 'location' | 'history' | 'addEventListener'>) {
    this.#window = window
    this.route = new Store(parseRoute(window.location.hash))
    window.addEventListener('hashchange', () => this.#read())
    window.addEventListener('popstate', () => this.#read())
  }

  #read(): void {
    this.route.set(parseRoute(this.#window.location.hash))
  }

  /** Leads to another place, so that "Back" leads here again. */
  go(href: string): void {
    this.#window.location.hash = href
  }

  /** Changes the address in place, as for each letter of a search. */
  replace(href: string): void {
    this.#window.history.replaceState(null, '', href)
    this.#read()
  }
}
