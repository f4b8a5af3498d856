import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Scope } from '../scope.ts'
import type { ScopeUse } from './scope-dependencies.ts'

/** How many characters are written before others get a turn; a single value is written in one go. */
const TURN = 1_000_000

/**
 * JSON text of the parts of a scope that are used, for another thread; what is `undefined` is left out.
 * @returns `undefined` when it would have more than `longest` characters
 */
export const scopeText = async (
  scope: Partial<Scope>,
  { fields, nodes }: ScopeUse,
  longest: number,
): Promise<string | undefined> => {
  const writer = new Writer(longest)
  for (const field of fields) await writer.add(field, scope[field])
  if (nodes.length === 0) return writer.text()
  const outputs = scope.nodes ?? {}
  const ids = nodes === 'all' ? Object.keys(outputs) : nodes.filter((id) => Object.hasOwn(outputs, id))
  const inner = new Writer(longest)
  for (const id of ids) await inner.add(id, outputs[id])
  return writer.text(inner)
}

class Writer {
  readonly #longest: number
  readonly #fields: string[] = []
  #length = 0
  #written = 0

  constructor(longest: number) {
    this.#longest = longest
  }

  async add(name: string, value: unknown): Promise<void> {
    if (value === undefined || this.#length > this.#longest) return
    this.#put(`${JSON.stringify(name)}:${JSON.stringify(value)}`)
    if (this.#length - this.#written < TURN) return
    this.#written = this.#length
    await nextTurn()
  }

  /** The object, with another one as its field `nodes`. */
  text(nodes?: Writer): string | undefined {
    const inner = nodes?.text()
    if (inner !== undefined) this.#put(`"nodes":${inner}`)
    if (this.#length > this.#longest || (nodes && inner === undefined)) return undefined
    return `{${this.#fields.join()}}`
  }

  #put(field: string) {
    this.#length += field.length
    this.#fields.push(field)
  }
}
