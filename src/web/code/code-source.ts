import type { Schemas } from '../lib/api.ts'

export type CodeLanguage = 'jsonata' | 'javascript' | 'sql' | 'template' | 'json'

export interface NameInfo {
  readonly label: string
  /** Such as `number`, or a part of the value. */
  readonly detail?: string | undefined
}

/** What the text of a field can name. */
export interface CodeSource {
  readonly functions: readonly Schemas['ExpressionFunction'][]
  /** The names behind a path such as `nodes` or `input.order`; `[]` means the names in scope. */
  readonly namesBehind: (path: readonly string[]) => readonly NameInfo[]
}

export interface CodeFieldProps {
  readonly value: string
  readonly onChange: (value: string) => void
  readonly language: CodeLanguage
  readonly label: string
  readonly describedBy?: string | undefined
  readonly placeholder?: string | undefined
  readonly isMultiline: boolean
  readonly isInvalid: boolean
  readonly isReadOnly: boolean
  readonly source: CodeSource
}
