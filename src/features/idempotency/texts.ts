import type { Texts } from '../../http/messages/text.ts'

/** Texts of errors and problems, by code. */
export const idempotencyTexts = {
  IDEMPOTENCY_KEY_REUSED: {
    en: 'The Idempotency-Key was already used for a different request.',
    ko: '다른 요청에 이미 사용된 Idempotency-Key입니다.',
  },
  IDEMPOTENCY_ANSWER_DELETED: {
    en:
      'The request with this Idempotency-Key was already carried out and is not repeated. Its answer was ' +
      'deleted, because the database exceeded EXECUTION_RETENTION_BYTES.',
    ko: '이 Idempotency-Key의 요청은 이미 처리되었으므로 다시 처리되지 않습니다. 데이터베이스가 EXECUTION_RETENTION_BYTES를 초과하여 응답은 삭제되었습니다.',
  },
  invalid_idempotency_key: {
    en: 'An Idempotency-Key must consist of 1 to 255 visible ASCII characters.',
    ko: 'Idempotency-Key는 1~255자의 표시 가능한 ASCII 문자여야 합니다.',
  },
} as const satisfies Texts
