import { createMiddleware } from 'hono/factory'
import { validationFailed } from '../../lib/errors.ts'
import { incompleteBody } from '../incomplete-body.ts'
import { exceededLimit } from '../json-limits.ts'

// SQLite reads JSON up to 1000 levels, and what walks over a value does so by recursion. The largest script has
// half as many values; with these limits the worst body is parsed and checked in about a tenth of a second.
const MOST = { levels: 100, values: 1_000_000, names: 100_000 }

const problems = { levels: 'too_deep', values: 'too_many_values', names: 'too_many_names' } as const

/** Refuses a body that holds too much, as a problem that says what, before anybody parses it. */
export const jsonLimits = () =>
  createMiddleware(async function jsonLimits(c, next) {
    const exceeded = exceededLimit(await c.req.text().catch(incompleteBody), MOST)
    if (exceeded) {
      throw validationFailed([{ path: '', code: problems[exceeded], values: { maximum: MOST[exceeded] } }])
    }
    await next()
  })
