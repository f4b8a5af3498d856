import type jsonata from 'jsonata'
import { type AstNode, astOf, someNode } from '../ast.ts'

/** What JSONata calls before or after each step of an evaluation, and waits for. */
export type Hook = (node: AstNode, input: unknown, environment: unknown, value?: unknown) => void

/** JSONata finds its hooks by a symbol; its types have names of variables in mind. */
export const setHook = (compiled: jsonata.Expression, when: 'entry' | 'exit', hook: Hook) =>
  compiled.assign(Symbol.for(`jsonata.__evaluate_${when}`) as unknown as string, hook)

/** A function of JSONata: built in, or made by an expression. */
const isFunctionObject = (value: unknown): value is object =>
  typeof value === 'object' &&
  value !== null &&
  (Object.hasOwn(value, '_jsonata_function') || Object.hasOwn(value, '_jsonata_lambda'))

/**
 * The operator `|…|…|` changes whatever it is led to. It must not be led to functions: those that are built in are the
 * same for all expressions, and those of an expression hold the evaluator's own parts. Only what JSONata itself notes on
 * a function when it is called can be changed from here on.
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

/**
 * Where `[]` stands JSONata marks the array that it came to, also when that is one of the scope's own. The mark means
 * something on the arrays that it makes itself only, so it is taken away from others at once.
 */
export const leaveUnmarked = (compiled: jsonata.Expression) => {
  if (someNode(astOf(compiled), ({ keepSingletonArray }) => keepSingletonArray === true)) {
    setHook(compiled, 'exit', unmark)
  }
}

const unmark: Hook = (_node, _input, _environment, value) => {
  if (Array.isArray(value) && 'keepSingleton' in value && !('sequence' in value)) delete value.keepSingleton
}
