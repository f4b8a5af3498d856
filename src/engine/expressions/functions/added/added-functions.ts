import type jsonata from 'jsonata'
import type { AddedFunction, FunctionLimits } from './define.ts'
import { hash, hmac, uuid } from './digest.ts'
import { LIST_FUNCTIONS } from './lists/lists.ts'
import { parseCsv } from './parse-csv.ts'
import { parseJson } from './parse-json.ts'
import { slug } from './slug.ts'
import { addTime } from './times/add-time.ts'
import { formatDateFunction, parseDateFunction } from './times/dates.ts'
import { urlEncode } from './url-encode.ts'

/** Functions that JSONata lacks, in the order of the documentation. */
export const ADDED_FUNCTIONS: readonly AddedFunction[] = [
  parseJson,
  parseCsv,
  formatDateFunction,
  parseDateFunction,
  addTime,
  ...LIST_FUNCTIONS,
  slug,
  urlEncode,
  hash,
  hmac,
  uuid,
]

export const registerAdded = (compiled: jsonata.Expression, limits: FunctionLimits) => {
  for (const { name, implement, signature } of ADDED_FUNCTIONS) {
    compiled.registerFunction(name, implement(limits), signature)
  }
}
