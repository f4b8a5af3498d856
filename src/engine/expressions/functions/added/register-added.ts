import { randomUUID } from 'node:crypto'
import type jsonata from 'jsonata'
import { addTime, formatTime, parseTime } from './dates.ts'
import { hash, hmac } from './digest.ts'
import type { FunctionLimits } from './limits.ts'
import { chunk, groupBy, keyBy, sortBy, uniqueBy } from './lists.ts'
import { parseCsv } from './parse-csv.ts'
import { parseJson } from './parse-json.ts'
import { slug } from './slug.ts'
import { urlEncode } from './url-encode.ts'

/** Adds what JSONata has no function for. */
export const registerAdded = (compiled: jsonata.Expression, limits: FunctionLimits) => {
  compiled.registerFunction('parseJson', parseJson(limits), '<s-:x>')
  compiled.registerFunction('parseCsv', parseCsv(limits), '<s-o?:a>')
  compiled.registerFunction('hash', hash, '<s-s?s?:s>')
  compiled.registerFunction('hmac', hmac, '<sss?s?:s>')
  compiled.registerFunction('uuid', () => randomUUID(), '<:s>')
  compiled.registerFunction('formatDate', formatTime, '<(sn)-s?s?:s>')
  compiled.registerFunction('parseDate', parseTime, '<s-s?s?:s>')
  compiled.registerFunction('addTime', addTime, '<(sn)(so)s?:x>')
  compiled.registerFunction('urlEncode', urlEncode(limits.largest), '<(sonb)-:s>')
  compiled.registerFunction('slug', slug, '<s-s?:s>')
  compiled.registerFunction('chunk', chunk, '<an:a>')
  compiled.registerFunction('uniqueBy', uniqueBy, '<a(sf)?:a>')
  compiled.registerFunction('sortBy', sortBy, '<a(sf)?s?:a>')
  compiled.registerFunction('groupBy', groupBy, '<a(sf)?:o>')
  compiled.registerFunction('keyBy', keyBy, '<a(sf)?:o>')
}
