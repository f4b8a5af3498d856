import type { Control as ControlShape, Field } from './fields.ts'

export interface ControlProps {
  readonly field: Field
  readonly path: string
  readonly label: string
  readonly id: string
  readonly value: unknown
  readonly onChange: (value: unknown) => void
  readonly problems: ReadonlyMap<string, readonly string[]>
  readonly describedBy: string
  readonly isInvalid: boolean
}

export type ControlOf<K extends ControlShape['kind']> = ControlProps & {
  readonly control: Extract<ControlShape, { kind: K }>
}

export interface FormProps {
  readonly fields: readonly Field[]
  readonly values: Readonly<Record<string, unknown>>
  /** Sets a value, or takes it away when it is undefined. */
  readonly onChange: (name: string, value: unknown) => void
  /** Messages by field, such as `url` or `cases.2`. */
  readonly problems: ReadonlyMap<string, readonly string[]>
  /** Keeps the ids of fields within fields apart. */
  readonly path?: string
}
