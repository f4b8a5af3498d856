import jsonata from 'jsonata'
import { setHook } from '../hooks.ts'

/** A function of JSONata itself. */
export interface BuiltIn {
  readonly implementation: (this: unknown, ...given: readonly unknown[]) => unknown
  readonly signature: { validate(given: readonly unknown[], context: unknown): readonly unknown[] }
}

/** The package does not export its functions, but the environment of an evaluation has them all. */
const findEnvironment = (): { readonly lookup: (name: string) => BuiltIn } => {
  let environment: unknown
  const compiled = jsonata('0')
  setHook(compiled, 'entry', (_node, _input, found) => {
    environment = found
  })
  void compiled.evaluate(undefined)
  return environment as ReturnType<typeof findEnvironment>
}

export const builtIn = findEnvironment().lookup
