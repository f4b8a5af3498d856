import { setImmediate as nextTurn } from 'node:timers/promises'
import { type Scope, VARIABLES } from '../scope.ts'
import { otherFields, type ScopeDependencies } from './scope-dependencies.ts'

/** Characters written before the event loop has its turn; a single value is written in one go. */
const TURN = 1_000_000

/**
 * JSON text of the parts of a scope that a worker needs, without those that are `undefined`; the variables as `$vars`.
 * @returns `undefined` when it would have more than `maxLength` characters
 */
export const scopeText = async (
  scope: Partial<Scope>,
  { fields, others, nodes, variables }: ScopeDependencies,
  maxLength: number,
): Promise<string | undefined> => {
  const writer = new Writer(maxLength)
  for (const field of fields) await writer.add(field, scope[field])
  for (const [name, value] of otherEntries(scope, others)) await writer.add(name, value)
  if (variables) await writer.add('$vars', scope[VARIABLES])
  if (nodes.length === 0) return writer.text()
  const outputs = scope.nodes ?? {}
  const ids = nodes === 'all' ? Object.keys(outputs) : nodes.filter((id) => Object.hasOwn(outputs, id))
  const inner = new Writer(maxLength)
  for (const id of ids) await inner.add(id, outputs[id])
  return writer.text(inner)
}

const otherEntries = (scope: Partial<Scope>, others: ScopeDependencies['others']): [string, unknown][] => {
  if (others.length === 0) return []
  const names = otherFields(scope).filter((name) => others === 'all' || others.includes(name))
  return names.length === 0 ? [] : Object.entries(scope).filter(([name]) => names.includes(name))
}

class Writer {
  readonly #maxLength: number
  readonly #fields: string[] = []
  #length = 0
  #written = 0

  constructor(maxLength: number) {
    this.#maxLength = maxLength
  }

  async add(name: string, value: unknown): Promise<void> {
    if (value === undefined || this.#length > this.#maxLength) return
    this.#put(`${JSON.stringify(name)}:${JSON.stringify(value)}`)
    if (this.#length - this.#written < TURN) return
    this.#written = this.#length
    await nextTurn()
  }

  /** The object, with another one as its field `nodes`. */
  text(nodes?: Writer): string | undefined {
    const inner = nodes?.text()
    if (inner !== undefined) this.#put(`"nodes":${inner}`)
    if (this.#length > this.#maxLength || (nodes && inner === undefined)) return undefined
    return `{${this.#fields.join()}}`
  }

  #put(field: string) {
    this.#length += field.length
    this.#fields.push(field)
  }
}
