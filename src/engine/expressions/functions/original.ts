import jsonata from 'jsonata'
import { setHook } from '../hooks.ts'

/** A function of JSONata itself, or one that is registered. */
export interface BuiltIn {
  readonly implementation: (this: unknown, ...given: readonly unknown[]) => unknown
  readonly signature: { validate(given: readonly unknown[], context: unknown): readonly unknown[] }
}

/** The package does not export its functions, but the environment of an evaluation has them all. */
export const functionsOf = (compiled: jsonata.Expression): ((name: string) => BuiltIn) => {
  let environment: unknown
  setHook(compiled, 'entry', (_node, _input, found) => {
    environment = found
  })
  void compiled.evaluate(undefined)
  return (environment as { readonly lookup: (name: string) => BuiltIn }).lookup
}

export const originalFunction = functionsOf(jsonata('0'))
