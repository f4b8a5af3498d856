import { isRecord } from '../../../lib/json/is-record.ts'

/**
 * Does something for code in the interpreter, which may call it with any JSON and any bytes, so it takes nothing for
 * granted. Its time and its memory grow no faster than what it is given. Returns bytes, or what has a JSON form.
 */
export type HostOperation = (argument: unknown, bytes: readonly Uint8Array[]) => unknown

export type HostOperations = Readonly<Record<string, HostOperation>>

/** A field of an argument; `undefined` if it has none. */
export const field = (argument: unknown, name: string): unknown =>
  isRecord(argument) && Object.hasOwn(argument, name) ? argument[name] : undefined

/** A field of an argument as text; empty if it has none. */
export const textField = (argument: unknown, name: string): string => text(field(argument, name))

export const text = (value: unknown): string => (typeof value === 'string' ? value : '')
