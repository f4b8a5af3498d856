import { z } from '@hono/zod-openapi'
import { type ErrorCode, errorStatus } from '../../domain/errors.ts'

// Guarantee: the keys of `errorStatus` are the error codes, by the definition of `ErrorCode`.
const errorCodes = (): ErrorCode[] => Object.keys(errorStatus) as ErrorCode[]

export const exampleDetail = {
  path: 'name',
  code: 'too_small',
  message: 'Must not be empty.',
}

export const ErrorDetail = z
  .object({
    path: z.string().openapi({
      description:
        'Dotted path in the body, or below `query`, `path` or `header`; empty for the body as a whole.',
    }),
    code: z.string().openapi({ description: 'Stable code of the violated rule.' }),
    message: z.string().openapi({ description: 'The problem in the language of the caller.' }),
  })
  .openapi('ErrorDetail', { description: 'One problem of the request.', example: exampleDetail })

export type ErrorDetail = z.infer<typeof ErrorDetail>

export const ErrorBody = z
  .object({
    success: z.literal(false).openapi({ type: 'boolean', description: 'Always false.', example: false }),
    message: z.string().openapi({ description: 'What happened, in the language of the caller.' }),
    error: z
      .string()
      .openapi({ description: 'The cause if there is a separate one, otherwise the same as `message`.' }),
    error_code: z
      .enum(errorCodes())
      .openapi('ErrorCode', { description: 'Stable code, independent of the language.' }),
    request_id: z.string().openapi({ description: 'The value of `X-Request-Id`, also in the log.' }),
    details: z.array(ErrorDetail).optional().openapi({ description: 'All problems of the request.' }),
  })
  .openapi('ErrorResponse', { description: 'The answer to a failed request.' })
export type ErrorBody = z.infer<typeof ErrorBody>

export interface Failure {
  readonly code: ErrorCode
  readonly message: string
  readonly error?: string
  readonly requestId: string
  readonly details?: readonly ErrorDetail[] | undefined
}

/** `error` repeats `message` unless it is given. */
export const failure = ({ code, message, error = message, requestId, details }: Failure): ErrorBody => ({
  success: false,
  message,
  error,
  error_code: code,
  request_id: requestId,
  ...(details && { details: [...details] }),
})
