import type { AstNode } from '../../ast.ts'
import type { Environment } from './evaluate.ts'

/** Gives the value of a node. */
export type Run = (input: unknown, environment: Environment) => Promise<unknown>

export interface Call {
  readonly type: 'function'
  readonly procedure: { readonly type: 'value'; readonly value: object }
  readonly arguments: readonly AstNode[]
  /** What the node has been before, so that a search through the tree still finds all of it. */
  readonly replaced?: AstNode
}

/**
 * Makes JSONata call `run` for the value of a node. What is done with the value stays with the node, except for
 * `moved`.
 */
export const replaceNode = (node: AstNode, moved: readonly ('group' | 'predicate')[], run: Run) => {
  Object.assign(node, callOf(run), { replaced: { ...node } })
  for (const part of moved) Reflect.deleteProperty(node, part)
}

/** A node whose value `run` gives. */
export const callOf = (run: Run): Call => ({
  type: 'function',
  procedure: { type: 'value', value: nativeFunction(run) },
  arguments: [],
})

/** JSONata notes in a function where it was called, and from there in errors, which here know their own place. */
const NO_PLACE: PropertyDescriptor = { get: () => undefined, set() {} }

const nativeFunction = (run: Run): object => {
  const native = {
    _jsonata_function: true,
    implementation(this: { readonly input: unknown; readonly environment: Environment }) {
      return run(this.input, this.environment)
    },
    // Used in the message of an error that has no other function name.
    toJSON: () => undefined,
  }
  Object.defineProperties(native, { token: NO_PLACE, position: NO_PLACE })
  return Object.freeze(native)
}
