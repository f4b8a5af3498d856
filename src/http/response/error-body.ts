import { z } from '@hono/zod-openapi'
import { type ErrorCode, errorStatus } from '../../domain/errors.ts'

// Guarantee: the keys of `errorStatus` are the error codes, by the definition of `ErrorCode`.
const errorCodes = (): ErrorCode[] => Object.keys(errorStatus) as ErrorCode[]

export const exampleDetail = {
  path: 'name',
  code: 'too_small',
  message: 'Too small: expected string to have >=1 characters',
}

export const ErrorDetail = z
  .object({
    path: z.string().openapi({
      description: 'Dotted place in the body, or below `query`, `path` or `header`; empty for the whole.',
    }),
    code: z.string().openapi({ description: 'Stable code of the rule that was broken.' }),
    message: z.string().openapi({ description: 'The rule in words, in the language of the caller.' }),
  })
  .openapi('ErrorDetail', { description: 'One thing that is wrong.', example: exampleDetail })

export type ErrorDetail = z.infer<typeof ErrorDetail>

export const ErrorBody = z
  .object({
    success: z.literal(false),
    message: z.string().openapi({ description: 'What happened, in the language of the caller.' }),
    error: z
      .string()
      .openapi({ description: 'The cause where it is known apart, else the same as `message`.' }),
    error_code: z.enum(errorCodes()).openapi({ description: 'Stable in every language.' }),
    request_id: z.string().openapi({ description: 'The same as in `X-Request-Id` and in the log.' }),
    details: z.array(ErrorDetail).optional().openapi({ description: 'Every rule that the input broke.' }),
  })
  .openapi('Error', { description: 'The answer to a request that failed.' })
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
