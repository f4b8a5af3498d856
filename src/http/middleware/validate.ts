import { type RouteConfig, z } from '@hono/zod-openapi'
import type { Context, MiddlewareHandler, ValidationTargets } from 'hono'
import { AppError } from '../../domain/errors.ts'
import { noteFields } from '../../domain/issues/issue-text.ts'
import { runAtOnce } from '../../lib/async/run-in-turns.ts'
import type { AppEnv } from '../env.ts'
import { readJson } from '../request/body/json.ts'
import { isJsonType } from '../request/body/media-type.ts'
import { headerOf } from '../request/header.ts'
import { restoreNumbers } from '../request/large-numbers.ts'
import type { Invalid } from '../request/validation.ts'

type Target = keyof ValidationTargets

/** A part of a request, its schema, and how to read it. */
interface Part {
  readonly target: Target
  readonly schema: z.ZodType
  readonly read: (c: Context) => unknown
}

/** Must throw or reject. */
type OnInvalid = (invalid: Invalid) => void | Promise<void>

type Check = (c: Context, part: Part, data: unknown) => void | Promise<void>

const readQuery = ({ req }: Context) =>
  Object.fromEntries(
    Object.entries(req.queries()).map(([name, values]) => [name, values.length === 1 ? values[0] : values]),
  )

const readParam = ({ req }: Context) => req.param()

/** What cannot be decoded would be taken for a name or a value as it is. @throws AppError `MALFORMED_REQUEST` */
const checkEscapes = (url: string): void => {
  if (!url.includes('%')) return
  try {
    decodeURIComponent(url)
  } catch (cause) {
    throw new AppError('MALFORMED_REQUEST', { details: [{ path: '', code: 'invalid_escape' }], cause })
  }
}

/** Reads only the headers that the schema names, because reading all would create a `Headers` object. */
const readerOfHeaders = (schema: z.ZodObject) => {
  // Guarantee: schemas name headers in lower case, as Node does.
  const names = Object.keys(schema.shape) as Lowercase<string>[]
  return (c: Context) => Object.fromEntries(names.map((name) => [name, headerOf(c, name)]))
}

/** A misspelled parameter would otherwise be silently ignored. */
const withoutOthers = (query: z.ZodType | undefined): z.ZodType => {
  if (query === undefined) return z.strictObject({})
  return query instanceof z.ZodObject ? query.strict() : query
}

const partsOf = ({ query, params, headers }: NonNullable<RouteConfig['request']>): Part[] => [
  { target: 'query', schema: withoutOthers(query), read: readQuery },
  ...(params ? [{ target: 'param', schema: params, read: readParam } as const] : []),
  ...(headers instanceof z.ZodObject
    ? [{ target: 'header', schema: headers, read: readerOfHeaders(headers) } as const]
    : []),
]

const bodyOf = ({ body }: NonNullable<RouteConfig['request']>): Part | undefined => {
  const content = body?.content['application/json']
  const schema = content && 'schema' in content ? content.schema : undefined
  return schema instanceof z.ZodType
    ? { target: 'json', schema, read: readerOfJson(schema, body?.required === true) }
    : undefined
}

/**
 * A missing body is read as an empty object, so that the schema reports what is missing. A required one is malformed if
 * it is declared as JSON, and stays missing if the schema would accept an empty object.
 */
const readerOfJson =
  (schema: z.ZodType, isRequired: boolean) =>
  async (c: Context<AppEnv>): Promise<unknown> => {
    const parseLong = c.get('parseBody')
    if (parseLong) return parseLong()
    const text = await c.req.text()
    if (text !== '' || (isRequired && isJsonType(headerOf(c, 'content-type') ?? '')))
      return runAtOnce(readJson(text))
    return isRequired && schema.safeParse({}).success ? undefined : {}
  }

const checker =
  (onInvalid: OnInvalid): Check =>
  (c, { target, schema }, data) => {
    let result = schema.safeParse(data, { error: noteFields })
    if (!result.success && target === 'json' && restoreNumbers(data, result.error.issues))
      result = schema.safeParse(data, { error: noteFields })
    // Guarantee: `req.valid` is typed by the same schema.
    if (result.success) return c.req.addValidatedData(target, result.data as object)
    return onInvalid({ target, data, error: result.error })
  }

/**
 * Checks all parts of a request in one middleware; `onInvalid` must throw. The validators of zod-openapi are a
 * middleware per part with several awaits each, see docs/decisions/0023-request-validator.md.
 */
export const validate = (
  request: NonNullable<RouteConfig['request']>,
  onInvalid: OnInvalid,
): MiddlewareHandler<AppEnv> => {
  const check = checker(onInvalid)
  // Made for the first request: a start that derived the schemas of all routes would take longer.
  let found: { readonly parts: readonly Part[]; readonly body: Part | undefined } | undefined
  return async (c, next) => {
    found ??= { parts: partsOf(request), body: bodyOf(request) }
    checkEscapes(c.req.url)
    for (const part of found.parts) await check(c, part, part.read(c))
    if (found.body) await check(c, found.body, await found.body.read(c))
    await next()
  }
}
