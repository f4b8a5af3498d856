import { z } from '@hono/zod-openapi'
import { type ErrorCode, errorStatus } from '../../domain/errors.ts'
import { dataEnvelope, pageEnvelope } from './envelope.ts'
import { ErrorBody } from './error-body.ts'

type HeaderName =
  | 'Content-Language'
  | 'Content-Disposition'
  | 'Content-Range'
  | 'ETag'
  | 'Location'
  | 'Retry-After'
  | 'WWW-Authenticate'
  | 'X-Request-Id'

export const header = (name: HeaderName) => ({
  [name]: { $ref: `#/components/headers/${name}` },
})

const json = <S extends z.ZodType>(schema: S, description: string) => ({
  description,
  headers: header('X-Request-Id'),
  content: { 'application/json': { schema } },
})

/** `ok` with texts in the language of the request, which other reads do not have. */
export const okLocalized = <S extends z.ZodType>(data: S, description: string) => ({
  200: {
    ...json(dataEnvelope(data), description),
    headers: { ...header('X-Request-Id'), ...header('ETag'), ...header('Content-Language') },
  },
})

export const ok = <S extends z.ZodType>(data: S, description: string) => ({
  200: {
    ...json(dataEnvelope(data), description),
    headers: { ...header('X-Request-Id'), ...header('ETag') },
  },
})

/** A plain-text answer. */
export const plainText = (example: string, description: string) => ({
  200: {
    description,
    headers: header('X-Request-Id'),
    content: { 'text/plain': { schema: z.string().openapi({ example }) } },
  },
})

const binaryContent = {
  'application/octet-stream': { schema: { type: 'string' as const, format: 'binary' } },
}

/** Bytes for saving, the whole or a part of them. */
export const binary = (whole: string, part: string) => {
  const headers = { ...header('X-Request-Id'), ...header('ETag'), ...header('Content-Disposition') }
  return {
    200: { description: whole, headers, content: binaryContent },
    206: { description: part, headers: { ...headers, ...header('Content-Range') }, content: binaryContent },
  }
}

/** A body of any type that is not read before the handler. */
export const rawBody = (description: string) => ({
  required: true as const,
  description,
  content: binaryContent,
})

/** `ok` without an ETag, for an answer that is not the state of a resource. */
export const done = <S extends z.ZodType>(data: S, description: string) => ({
  200: json(dataEnvelope(data), description),
})

/** `done` with texts in the language of the request. */
export const doneLocalized = <S extends z.ZodType>(data: S, description: string) => ({
  200: {
    ...json(dataEnvelope(data), description),
    headers: { ...header('X-Request-Id'), ...header('Content-Language') },
  },
})

export const created = <S extends z.ZodType>(data: S, description: string) => ({
  201: {
    ...json(dataEnvelope(data), description),
    headers: { ...header('X-Request-Id'), ...header('Location'), ...header('ETag') },
  },
})

export const accepted = <S extends z.ZodType>(data: S, description: string) => ({
  202: {
    ...json(dataEnvelope(data), description),
    headers: { ...header('X-Request-Id'), ...header('Location') },
  },
})

export const page = <S extends z.ZodType>(item: S, description: string) => ({
  200: {
    ...json(pageEnvelope(item), description),
    headers: { ...header('X-Request-Id'), ...header('ETag') },
  },
})

/** `page` with texts in the language of the request. */
export const pageLocalized = <S extends z.ZodType>(item: S, description: string) => ({
  200: {
    ...json(pageEnvelope(item), description),
    headers: { ...header('X-Request-Id'), ...header('ETag'), ...header('Content-Language') },
  },
})

const textContent = { schema: { type: 'string' as const } }

/** A page as JSON, or all items as a file of lines for saving. */
export const pageOrFile = <S extends z.ZodType>(item: S, description: string) => {
  const { 200: asJson } = page(item, description)
  const files = { 'text/csv': textContent, 'application/x-ndjson': textContent }
  return { 200: { ...asJson, content: { ...asJson.content, ...files } } }
}

/** `page` without an ETag. */
export const doneList = <S extends z.ZodType>(item: S, description: string) => ({
  200: json(pageEnvelope(item), description),
})

/**
 * Documents the 304 of answer.ts. The type hides the status: once a route has a response without content, zod-openapi
 * lets its handler return any `Response` unchecked.
 */
export const notModified: Readonly<Record<never, never>> = {
  304: {
    description: 'The version of `If-None-Match` is current.',
    headers: { ...header('X-Request-Id'), ...header('ETag') },
  },
}

/** A required JSON body. */
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

const always = ['HEADERS_TOO_LARGE', 'INTERNAL', 'DATABASE_FULL', 'DATABASE_UNAVAILABLE'] as const

// How a request of a caller may be refused.
const guarded = [
  'UNAUTHORIZED',
  'FORBIDDEN',
  'HOST_REFUSED',
  'ORIGIN_REFUSED',
  'RATE_LIMITED',
  'MEMORY_CALLER_LIMIT',
  'MEMORY_LIMIT',
] as const

// How the address of a request may be refused.
const checked = ['MALFORMED_REQUEST', 'VALIDATION_FAILED'] as const

type AlwaysPossible = (typeof always)[number]
type Guarded = (typeof guarded)[number]
type Checked = (typeof checked)[number]

const failureOf = (status: number, codes: readonly ErrorCode[]) => ({
  description: codes.join(', '),
  headers: {
    ...header('X-Request-Id'),
    ...(status === 401 && header('WWW-Authenticate')),
    ...((status === 429 || status === 503) && header('Retry-After')),
    ...(status === 416 && header('Content-Range')),
  },
  content: { 'application/json': { schema: ErrorBody } },
})

/** `fails` for an operation without access control. */
export const probeFails = <const C extends ErrorCode>(...codes: readonly C[]) => {
  const all = new Set<ErrorCode>([...codes, ...always])
  const byStatus = Map.groupBy(all, (code) => errorStatus[code])
  return asFailures<C | AlwaysPossible>(
    Object.fromEntries([...byStatus].map(([status, group]) => [status, failureOf(status, group)])),
  )
}

/** `fails` for an operation that accepts any parameters. */
export const receiverFails = <const C extends ErrorCode>(...codes: readonly C[]) =>
  probeFails<C | Guarded>(...codes, ...guarded)

/** The error responses of an operation by status, including those that any operation may give. */
export const fails = <const C extends ErrorCode>(...codes: readonly C[]) =>
  receiverFails<C | Checked>(...codes, ...checked)

// Guarantee: the keys are the statuses of the codes in `C`, because both come from `errorStatus`.
const asFailures = <C extends ErrorCode>(responses: Readonly<Record<string, unknown>>) =>
  responses as Failures<C>

// How the body of a request may be refused.
const read = [
  'MALFORMED_JSON',
  'REQUEST_TIMEOUT',
  'PAYLOAD_TOO_LARGE',
  'ROW_TOO_LARGE',
  'UNSUPPORTED_MEDIA_TYPE',
] as const

type BodyFailure = (typeof read)[number]

/** `fails` for an operation with a JSON body. */
export const bodyFails = <const C extends ErrorCode>(...codes: readonly C[]) =>
  fails<C | BodyFailure>(...read, ...codes)
