import type jsonata from 'jsonata'
import { registerAdded } from './added/added-functions.ts'
import type { FunctionLimits } from './added/define.ts'
import { base64Decode, base64Encode } from './base64.ts'
import { formatDate } from './format-date.ts'
import { distinctOf } from './lists/distinct.ts'
import { sortList } from './lists/sort.ts'
import { parseDate } from './parse-date.ts'

/** What JSONata gives its functions as their receiver. */
interface Focus {
  readonly environment: { readonly timestamp: Date }
}

/**
 * Replaces functions of JSONata that lose text, do not know zones, take dates that do not exist for others, or need a
 * time that is quadratic in a list, and adds some.
 */
export const registerFunctions = (compiled: jsonata.Expression, limits: FunctionLimits) => {
  registerAdded(compiled, limits)
  compiled.registerFunction('sort', sortList, '<af?:a>')
  compiled.registerFunction('distinct', distinctOf(limits.check), '<x:x>')
  compiled.registerFunction('base64encode', base64Encode, '<s-:s>')
  compiled.registerFunction('base64decode', base64Decode, '<s-:s>')
  compiled.registerFunction('fromMillis', formatDate, '<n-s?s?:s>')
  compiled.registerFunction('toMillis', parseDate, '<s-s?:n>')
  compiled.registerFunction(
    'now',
    function (this: Focus, picture?: string, zone?: string) {
      return formatDate(this.environment.timestamp.getTime(), picture, zone)
    },
    '<s?s?:s>',
  )
}
