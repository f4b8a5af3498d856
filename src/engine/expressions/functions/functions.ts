import { ADDED_FUNCTIONS } from './added/added-functions.ts'
import type { FunctionInfo } from './added/define.ts'
import { JSONATA_FUNCTIONS } from './standard/jsonata-functions.ts'

/** Every function that an expression can call anywhere. */
export const FUNCTIONS: readonly FunctionInfo[] = [...ADDED_FUNCTIONS, ...JSONATA_FUNCTIONS]

export const FUNCTION_NAMES: readonly string[] = FUNCTIONS.map(({ name }) => name)

/** How a function is called, such as `$split(text, separator, limit?)`. */
export const callOf = ({ name, parameters }: Pick<FunctionInfo, 'name' | 'parameters'>): string =>
  `$${name}(${parameters})`
