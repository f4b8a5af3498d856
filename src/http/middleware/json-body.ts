import type { Context } from 'hono'
import { createMiddleware } from 'hono/factory'
import { AppError, validationFailed } from '../../domain/errors.ts'
import { runAtOnce, runInTurns } from '../../lib/async/run-in-turns.ts'
import type { Turns } from '../../lib/async/turns.ts'
import { measureJson } from '../../lib/json/json-limits.ts'
import { parseJson } from '../../lib/json/parse-json.ts'
import type { AppEnv } from '../env.ts'
import { routePattern } from '../hooks/route-pattern.ts'
import { headerOf } from '../request/header.ts'
import { incompleteBody } from '../request/incomplete-body.ts'

const JSON_UTF8 = /^application\/(?:[\w.-]+\+)?json\s*(?:;\s*charset="?utf-8"?\s*)?$/i

// SQLite parses JSON of at most 1000 levels, and our own walkers recurse. The largest valid script has half as many values.
const MAX = { levels: 100, values: 1_000_000, names: 100_000 }

/** What a value takes in memory once it is parsed, about, with its place in an array or object. */
const VALUE_BYTES = 48

/** Longer bodies are read over several turns of the event loop. */
const MAX_AT_ONCE = 32_768

const problems = { levels: 'too_deep', values: 'too_many_values', names: 'too_many_names' } as const

/** Whether the request declares its body as JSON in UTF-8. */
export const hasJsonContentType = (c: Context): boolean => JSON_UTF8.test(headerOf(c, 'content-type') ?? '')

const hasBody = (c: Context<AppEnv>): boolean => {
  // Requests made in memory have no such headers.
  if (c.env?.incoming === undefined) return c.req.raw.body !== null
  return headerOf(c, 'transfer-encoding') !== undefined || Number(headerOf(c, 'content-length') ?? 0) > 0
}

/**
 * Requires bodies to be declared as JSON in UTF-8, except at addresses without a route, which are answered 404. Checks
 * depth and number of values before the body is parsed, because parsing a hostile body is what takes long.
 */
export const jsonBody = (turns: Turns) =>
  createMiddleware<AppEnv>(async function jsonBody(c, next) {
    if (!hasJsonContentType(c) && hasBody(c) && routePattern(c) !== null)
      throw new AppError('UNSUPPORTED_MEDIA_TYPE')
    const text = await c.req.text().catch(incompleteBody)
    const isLong = text.length > MAX_AT_ONCE
    const measuring = measureJson(text, MAX)
    const { exceeded, values } = isLong ? await runInTurns(measuring, turns) : runAtOnce(measuring)
    if (exceeded) {
      throw validationFailed([{ path: '', code: problems[exceeded], values: { maximum: MAX[exceeded] } }])
    }
    c.get('bodyMemory')?.take(values * VALUE_BYTES)
    if (isLong) c.set('parseBody', () => runInTurns(parseJson(text), turns))
    await next()
  })
