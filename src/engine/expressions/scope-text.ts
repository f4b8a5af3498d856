import type { Turns } from '../../lib/async/turns.ts'
import { jsonPieces } from '../../lib/json/json-pieces.ts'
import { isWithin } from '../../lib/json/json-value.ts'
import { type Scope, VARIABLES } from '../scope.ts'
import { otherFields, type ScopeDependencies } from './scope-dependencies.ts'

/** Characters of a value that is written in one go. */
const SMALL = 65_536

/**
 * JSON text of the parts of a scope that a worker needs, without those that are `undefined`; the variables as `$vars`.
 * @returns `undefined` when it would have more than `maxLength` characters
 */
export const scopeText = async (
  scope: Partial<Scope>,
  { fields, others, nodes, variables }: ScopeDependencies,
  maxLength: number,
  turns: Turns,
): Promise<string | undefined> => {
  const writer = new Writer(maxLength, turns)
  for (const field of fields) await writer.add(field, scope[field])
  for (const [name, value] of otherEntries(scope, others)) await writer.add(name, value)
  if (variables) await writer.add('$vars', scope[VARIABLES])
  if (nodes.length === 0) return writer.text()
  const outputs = scope.nodes ?? {}
  const ids = nodes === 'all' ? Object.keys(outputs) : nodes.filter((id) => Object.hasOwn(outputs, id))
  const inner = new Writer(maxLength, turns)
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
  readonly #turns: Turns
  #length = 0

  constructor(maxLength: number, turns: Turns) {
    this.#maxLength = maxLength
    this.#turns = turns
  }

  async add(name: string, value: unknown): Promise<void> {
    if (value === undefined || this.#length > this.#maxLength) return
    if (this.#turns.isOver) await this.#turns.next()
    const start = `${JSON.stringify(name)}:`
    if (isWithin(value, { maxSize: SMALL })) this.#put(start + JSON.stringify(value))
    else await this.#putLarge(start, value)
  }

  async #putLarge(start: string, value: unknown): Promise<void> {
    const room = this.#maxLength - this.#length
    let text = start
    for (const piece of jsonPieces(value)) {
      text += piece
      if (text.length > room) break
      if (this.#turns.isOver) await this.#turns.next()
    }
    this.#put(text)
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
