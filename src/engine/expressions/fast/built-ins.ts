import jsonata from 'jsonata'
import { functionsOf } from '../functions/original.ts'
import { registerFunctions } from '../functions/register.ts'

const compiled = jsonata('0')
registerFunctions(compiled)

export const builtIn = functionsOf(compiled)
