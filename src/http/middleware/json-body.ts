import type { Context } from 'hono'
import { createMiddleware } from 'hono/factory'
import { validationFailed } from '../../domain/errors.ts'
import { runAtOnce, runInTurns } from '../../lib/async/run-in-turns.ts'
import type { Turns } from '../../lib/async/turns.ts'
import { measureJson } from '../../lib/json/json-limits.ts'
import type { AppEnv } from '../env.ts'
import { hasRoute } from '../hooks/route-pattern.ts'
import { readJson } from '../request/body/json.ts'
import { isJsonType, unsupportedType } from '../request/body/media-type.ts'
import { bodyText } from '../request/body/text.ts'
import { headerOf } from '../request/header.ts'

// SQLite parses JSON of at most 1000 levels, and our own walkers recurse. The largest valid script has half as many values.
const MAX = { levels: 100, values: 1_000_000, names: 100_000 }

/** What a value takes in memory once it is parsed, about, with its place in an array or object. */
const VALUE_BYTES = 48

/** Longer bodies are read over several turns of the event loop. */
const MAX_AT_ONCE = 32_768

const problems = { levels: 'too_deep', values: 'too_many_values', names: 'too_many_names' } as const

const TYPES = ['application/json']

/** @throws AppError `UNSUPPORTED_MEDIA_TYPE` */
const checkType = (c: Context<AppEnv>): void => {
  if (!isJsonType(headerOf(c, 'content-type') ?? '')) throw unsupportedType(TYPES)
  const encoding = headerOf(c, 'content-encoding')
  if (encoding && encoding.toLowerCase() !== 'identity') throw unsupportedType(TYPES, { isPlain: false })
}

/** The body of a supported type; empty when there is none, whatever its headers. */
const readBody = async (c: Context<AppEnv>): Promise<string> => {
  // Only when the length is not declared must the body arrive before it is known whether there is one.
  if (Number(headerOf(c, 'content-length')) > 0) checkType(c)
  try {
    const text = await bodyText(c.req)
    if (text !== '') checkType(c)
    return text
  } catch (error) {
    checkType(c)
    throw error
  }
}

/**
 * Requires bodies to be JSON in UTF-8, except at addresses without a route, which are answered 404. Checks depth and
 * number of values before the body is parsed, because parsing a hostile body is what takes long.
 */
export const jsonBody = (turns: Turns) =>
  createMiddleware<AppEnv>(async function jsonBody(c, next) {
    if (!hasRoute(c)) return next()
    const text = await readBody(c)
    const isLong = text.length > MAX_AT_ONCE
    const measuring = measureJson(text, MAX)
    const caller = c.get('caller')
    const { exceeded, values } = isLong ? await runInTurns(measuring, turns, caller) : runAtOnce(measuring)
    if (exceeded) {
      throw validationFailed([{ path: '', code: problems[exceeded], values: { maximum: MAX[exceeded] } }])
    }
    c.get('bodyMemory')?.take(values * VALUE_BYTES)
    if (isLong) c.set('parseBody', () => runInTurns(readJson(text), turns, caller))
    return next()
  })
