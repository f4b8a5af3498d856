import type { FunctionInfo } from '../added/define.ts'
import { LISTS, OBJECTS } from './data.ts'
import { NUMBERS } from './numbers.ts'
import { OTHERS } from './others.ts'
import { TEXT } from './texts.ts'

/** The functions of JSONata itself. The package does not export them. */
export const JSONATA_FUNCTIONS: readonly FunctionInfo[] = [
  ...TEXT,
  ...NUMBERS,
  ...LISTS,
  ...OBJECTS,
  ...OTHERS,
].map(([name, parameters, description, expression, ...value]) => ({
  name,
  parameters,
  description,
  examples: [value.length > 0 ? { expression, value: value[0] } : { expression }],
}))
