import { type ComponentChildren, createContext } from 'preact'
import { useContext } from 'preact/hooks'
import type { CodeSource } from '../code/code-source.ts'
import { type Store, useStore } from '../lib/store.ts'
import type { ControlProps, FormProps } from './control-props.ts'
import type { Tried } from './tried.ts'

/** What surrounds a form: where texts wait that are not yet a value, and what expressions can name. */
export interface FormHost {
  /** Keeps the texts of different forms apart. */
  readonly owner: string
  readonly unparsed: Store<ReadonlyMap<string, string>>
  readonly source: CodeSource
  readonly isReadOnly: boolean
  /** Evaluates an expression, or a value that has `{{ }}` in it; missing where that is not possible. */
  readonly evaluate?: ((text: unknown, kind: 'expression' | 'value') => Promise<Tried>) | undefined
  /** What fields within fields are shown by. */
  readonly renderForm: (properties: FormProps) => ComponentChildren
  readonly renderControl: (properties: ControlProps) => ComponentChildren
}

const Context = createContext<FormHost | undefined>(undefined)

export const FormHostProvider = Context.Provider

export const useFormHost = (): FormHost => {
  const host = useContext(Context)
  if (!host) throw new Error('a field was rendered outside of a form')
  return host
}

export const unparsedKey = (owner: string, field: string): string => JSON.stringify([owner, field])

/** The text of a field that is not a valid value yet, and how it is set and dropped. */
export const useUnparsed = (field: string) => {
  const { owner, unparsed } = useFormHost()
  const key = unparsedKey(owner, field)
  const text = useStore(unparsed).get(key)
  const set = (next: string | undefined) => {
    const all = new Map(unparsed.value)
    if (next === undefined) all.delete(key)
    else all.set(key, next)
    unparsed.set(all)
  }
  return [text, set] as const
}
