import { type Document, operationsOf } from './operations.ts'

/** Sent with the answers that declare them. */
const always = {
  'Content-Disposition': {
    description: 'The name to save the file under.',
    schema: { type: 'string' },
    example: 'attachment; filename="june.csv"; filename*=UTF-8\'\'june.csv',
  },
  'Content-Range': {
    description: 'The range that is sent, and the size of the whole file.',
    schema: { type: 'string' },
    example: 'bytes 0-1023/4096',
  },
  ETag: {
    description: 'Version of the resource, for `If-None-Match` and `If-Match`.',
    schema: { type: 'string' },
  },
  Location: { description: 'Address of the resource.', schema: { type: 'string', format: 'uri-reference' } },
  'Retry-After': { description: 'Seconds to wait before trying again.', schema: { type: 'integer' } },
  'WWW-Authenticate': {
    description: 'How to send a key, and why the one that was sent was refused.',
    schema: { type: 'string' },
  },
  'X-Request-Id': { description: 'Id of the request, as in the log.', schema: { type: 'string' } },
} as const

const sometimes = {
  'Content-Language': {
    description: 'Language of the messages.',
    schema: { type: 'string' },
    example: 'ko',
  },
  'Idempotency-Replayed': {
    description: 'Sent with the answer to an earlier request with the same `Idempotency-Key`.',
    schema: { type: 'string' },
    example: 'true',
  },
  'Preference-Applied': {
    description: 'The part of `Prefer` that was followed.',
    schema: { type: 'string' },
    example: 'wait=5',
  },
  RateLimit: {
    description: 'What is left of the rate limits, if there are any.',
    schema: { type: 'string' },
    example: '"requests";r=99;t=1',
  },
  'RateLimit-Policy': {
    description: 'The rate limits, if there are any, in requests per second.',
    schema: { type: 'string' },
    example: '"requests";q=100;w=1',
  },
} as const

/** The headers of answers, by name. */
export const answerHeaders = {
  ...always,
  ...Object.fromEntries(
    Object.entries(sometimes).map(([name, header]) => [name, { ...header, required: false }]),
  ),
}

type Operation = ReturnType<typeof operationsOf>[number]

const parameterNames = ({ parameters = [] }: Operation): ReadonlySet<string> =>
  new Set(parameters.flatMap((each) => ('name' in each ? [each.name] : [])))

const namesFor = (operation: Operation, status: number, isSafe: boolean): readonly string[] => {
  const parameters = parameterNames(operation)
  const isSuccess = status < 300
  return [
    'X-Request-Id',
    ...(operation.security ? ['RateLimit', 'RateLimit-Policy'] : []),
    ...(status >= 400 || (isSuccess && !isSafe) ? ['Content-Language'] : []),
    ...(isSuccess && parameters.has('idempotency-key') ? ['Idempotency-Replayed'] : []),
    ...(isSuccess && parameters.has('prefer') ? ['Preference-Applied'] : []),
  ]
}

/** Declares the headers that follow from what the operation accepts. */
export const declareAnswerHeaders = (document: Document): void => {
  const reads = new Set(Object.values(document.paths ?? {}).map((item) => item.get))
  for (const operation of operationsOf(document)) {
    for (const [status, response] of Object.entries(operation.responses ?? {})) {
      const names = namesFor(operation, Number(status), reads.has(operation))
      const headers = names.map((name) => [name, { $ref: `#/components/headers/${name}` }] as const)
      response.headers = { ...response.headers, ...Object.fromEntries(headers) }
    }
  }
}
