import type jsonata from 'jsonata'
import { isRecord } from '../../lib/json/is-record.ts'
import type { AstNode } from './ast.ts'

/** Is called and awaited by JSONata before or after each step of an evaluation. */
export type Hook = (node: AstNode, input: unknown, environment: unknown, value?: unknown) => void

/** JSONata finds its hooks by a symbol, which its types do not allow. */
export const setHook = (compiled: jsonata.Expression, when: 'entry' | 'exit', hook: Hook) =>
  compiled.assign(Symbol.for(`jsonata.__evaluate_${when}`) as unknown as string, hook)

/** A function of JSONata: built in, or made by an expression. Data with the same marks refers to no function. */
export const isFunctionObject = (value: unknown): value is object =>
  isRecord(value) &&
  ((Object.hasOwn(value, '_jsonata_function') && typeof value.implementation === 'function') ||
    (Object.hasOwn(value, '_jsonata_lambda') && typeof Object(value.environment).lookup === 'function'))

/**
 * Freezes a function. The operator `|…|…|` changes any object that its pattern finds, and functions must not be among
 * them: built-in ones are shared by all expressions, and lambdas refer to the internals of the evaluator. Only the two
 * properties that JSONata sets itself when it calls a function stay writable.
 */
export const protectFunction: Hook = (_node, _input, _environment, value) => {
  if (!isFunctionObject(value) || !Object.isExtensible(value)) return
  Object.assign(value, { token: undefined, position: undefined })
  Object.seal(value)
  for (const [name, part] of Object.entries(value)) {
    if (name !== 'token' && name !== 'position') Object.defineProperty(value, name, { writable: false })
    if (name === 'implementation' || name === 'signature') freezeParts(part)
  }
}

const freezeParts = (part: unknown) => {
  if (typeof part === 'object' && part !== null) Object.values(part).forEach(Object.freeze)
  Object.freeze(part)
}
