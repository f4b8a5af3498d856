import type { ErrorCode } from '../../domain/errors.ts'
import { type Catalogue, type TextValues, translate } from '../messages/text.ts'
import { type ErrorBody, exampleDetail } from './error-body.ts'

const exampleValues: TextValues = {
  id: 42,
  name: 'Daily report',
  type: 'transform',
  key: 'theme',
  secret: 'API_TOKEN',
  path: 'reports/2026',
  method: 'POST',
  scope: 'write',
  types: 'application/json',
  host: 'scripts.example.com',
  origin: 'https://app.example.com',
  setting: 'BODY_LIMIT_BYTES',
  rateLimit: 'RATE_LIMIT',
  limit: 10_485_760,
  size: 1024,
  reason: '"reports" is not a regular file',
}

/** The codes of limits of memory are the names of their settings. */
const ownValues = (code: ErrorCode): TextValues =>
  code.includes('MEMORY') ? { setting: `${code}_BYTES`, limit: 100_663_296 } : {}

/** What an operation answers when it fails with this code. */
export const errorExample = (code: ErrorCode, texts: Catalogue): ErrorBody => {
  const message = translate(texts[code], 'en', { ...exampleValues, ...ownValues(code) })
  return {
    success: false,
    message,
    error: message,
    error_code: code,
    request_id: '01998a52-6c1e-7d2e-9a55-3f0f9f6c1b7a',
    ...(code === 'VALIDATION_FAILED' && { details: [exampleDetail] }),
  }
}
