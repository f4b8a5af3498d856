import jsonata from 'jsonata'
import { functionsOf } from '../functions/original.ts'
import { registerFunctions } from '../functions/register.ts'

const compiled = jsonata('0')
// The fast path counts its work itself.
registerFunctions(compiled, { largest: 12_000_000, memoryBytes: 128 * 1024 * 1024, check() {} })

export const builtIn = functionsOf(compiled)
