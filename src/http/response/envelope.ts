import { z } from '@hono/zod-openapi'
import { type ErrorCode, errorStatus } from '../../domain/errors.ts'
import { ErrorBody, type ErrorDetail } from './error-body.ts'

type HeaderName = 'ETag' | 'Location' | 'Retry-After' | 'WWW-Authenticate' | 'X-Request-Id'

const header = (name: HeaderName) => ({
  [name]: { $ref: `#/components/headers/${name}` },
})

const json = <S extends z.ZodType>(schema: S, description: string) => ({
  description,
  headers: header('X-Request-Id'),
  content: { 'application/json': { schema } },
})

const dataOf = <S extends z.ZodType>(data: S) =>
  z.object({ success: z.literal(true), message: z.string().nullable(), data })

const pageOf = <S extends z.ZodType>(item: S) =>
  z.object({
    success: z.literal(true),
    message: z.string().nullable(),
    data: z.array(item),
    count: z.int().min(0).openapi({ description: 'How many items this page has.' }),
    next_cursor: z
      .string()
      .nullable()
      .openapi({ description: 'Send it as `cursor` for the next page; null on the last one.' }),
  })

export const ok = <S extends z.ZodType>(data: S, description: string) => ({
  200: { ...json(dataOf(data), description), headers: { ...header('X-Request-Id'), ...header('ETag') } },
})

/** Text that is no JSON; the example shows what it is like. */
export const plainText = (example: string, description: string) => ({
  200: {
    description,
    headers: header('X-Request-Id'),
    content: { 'text/plain': { schema: z.string().openapi({ example }) } },
  },
})

/** `ok` for what is no version of a resource, and so has no ETag. */
export const done = <S extends z.ZodType>(data: S, description: string) => ({
  200: json(dataOf(data), description),
})

export const created = <S extends z.ZodType>(data: S, description: string) => ({
  201: {
    ...json(dataOf(data), description),
    headers: { ...header('X-Request-Id'), ...header('Location'), ...header('ETag') },
  },
})

export const accepted = <S extends z.ZodType>(data: S, description: string) => ({
  202: { ...json(dataOf(data), description), headers: { ...header('X-Request-Id'), ...header('Location') } },
})

export const page = <S extends z.ZodType>(item: S, description: string) => ({
  200: { ...json(pageOf(item), description), headers: { ...header('X-Request-Id'), ...header('ETag') } },
})

/** `page` for what is no version of a list, and so has no ETag. */
export const doneList = <S extends z.ZodType>(item: S, description: string) => ({
  200: json(pageOf(item), description),
})

/**
 * Documents the 304 that `json` of answer.ts answers. The type hides the status: zod-openapi lets a handler
 * return any `Response` once one response of its route has no content, and then nothing is checked.
 */
export const notModified: Readonly<Record<never, never>> = {
  304: {
    description: 'Not modified since the ETag that was sent.',
    headers: { ...header('X-Request-Id'), ...header('ETag') },
  },
}

/** A JSON body that must be there; without `required` zod-openapi skips validation when it is missing. */
export const body = <S extends z.ZodType>(schema: S, description = 'JSON document') => ({
  required: true as const,
  description,
  content: { 'application/json': { schema } },
})

type Failures<C extends ErrorCode> = {
  [K in C as (typeof errorStatus)[K]]: {
    description: string
    content: { 'application/json': { schema: typeof ErrorBody } }
  }
}

const always = ['HEADERS_TOO_LARGE', 'INTERNAL', 'DATABASE_UNAVAILABLE'] as const

// What may be answered instead to whoever calls an operation that is guarded.
const guarded = ['UNAUTHORIZED', 'FORBIDDEN', 'HOST_REFUSED', 'ORIGIN_REFUSED', 'RATE_LIMITED'] as const

type AlwaysPossible = (typeof always)[number]
type Guarded = (typeof guarded)[number]

const failureOf = (status: number, codes: readonly ErrorCode[]) => ({
  description: codes.join(', '),
  headers: {
    ...header('X-Request-Id'),
    ...(status === 401 && header('WWW-Authenticate')),
    ...((status === 429 || status === 503) && header('Retry-After')),
  },
  content: { 'application/json': { schema: ErrorBody } },
})

/** `fails` for an operation that anybody may call. */
export const probeFails = <const C extends ErrorCode>(...codes: readonly C[]) => {
  const all = new Set<ErrorCode>([...codes, ...always])
  const byStatus = Map.groupBy(all, (code) => errorStatus[code])
  return asFailures<C | AlwaysPossible>(
    Object.fromEntries([...byStatus].map(([status, group]) => [status, failureOf(status, group)])),
  )
}

/** The error responses of an operation by status; what can happen to every operation is added. */
export const fails = <const C extends ErrorCode>(...codes: readonly C[]) =>
  probeFails<C | Guarded>(...codes, ...guarded)

// Guarantee: the keys are the statuses of exactly the codes in `C`, because both come from `errorStatus`.
const asFailures = <C extends ErrorCode>(responses: Readonly<Record<string, unknown>>) =>
  responses as Failures<C>

type BodyFailure =
  | 'MALFORMED_JSON'
  | 'PAYLOAD_TOO_LARGE'
  | 'UNSUPPORTED_MEDIA_TYPE'
  | 'VALIDATION_FAILED'
  | 'OVERLOADED'

/** `fails` for an operation with a JSON body. */
export const bodyFails = <const C extends ErrorCode>(...codes: readonly C[]) =>
  fails<C | BodyFailure>(
    'MALFORMED_JSON',
    'PAYLOAD_TOO_LARGE',
    'UNSUPPORTED_MEDIA_TYPE',
    'VALIDATION_FAILED',
    'OVERLOADED',
    ...codes,
  )

type Wrapped<T> = T extends null | undefined
  ? null
  : T extends readonly unknown[]
    ? { value: T }
    : T extends object
      ? T
      : { value: T }

type Merged<T, E> = E extends undefined ? Wrapped<T> : T extends null | undefined ? E : Wrapped<T> & E

// Guarantee: the branches are those of `Wrapped` and `Merged`, in the same order.
const shape = <T, E>(data: T, extras: E | undefined) => {
  const wrapped =
    data === null || data === undefined
      ? null
      : typeof data === 'object' && !Array.isArray(data)
        ? data
        : { value: data }
  return (extras === undefined ? wrapped : { ...wrapped, ...extras }) as Merged<T, E>
}

interface Success<D> {
  readonly success: true
  readonly message: string | null
  readonly data: D
}

// Without `NoInfer` the extras would be inferred from what the handler has to return, and any data would fit.
/** An object is sent as it is, nothing as null, anything else as `{value}`; `extras` are merged into it. */
export const success = <T, E extends object | undefined = undefined>(
  data: T,
  message: string | null = null,
  extras?: E,
): Success<Merged<T, NoInfer<E>>> => ({ success: true, message, data: shape<T, E>(data, extras) })

/** A whole list. @see answerPage */
export const list = <T>(items: T[], message: string | null = null) => ({
  success: true as const,
  message,
  data: items,
  count: items.length,
  next_cursor: null,
})

export interface Failure {
  readonly code: ErrorCode
  readonly message: string
  readonly error?: string
  readonly requestId: string
  readonly details?: readonly ErrorDetail[] | undefined
}

/** `error` says the same as `message` unless it is given. */
export const failure = ({ code, message, error = message, requestId, details }: Failure): ErrorBody => ({
  success: false,
  message,
  error,
  error_code: code,
  request_id: requestId,
  ...(details && { details: [...details] }),
})
