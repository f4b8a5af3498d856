import type { Texts } from '../../http/messages/text.ts'

/** Texts of errors and problems, by code. */
export const idempotencyTexts = {
  IDEMPOTENCY_KEY_REUSED: {
    en: 'The Idempotency-Key was already used for a different request.',
    ko: '다른 요청에 이미 사용된 Idempotency-Key입니다.',
  },
  invalid_idempotency_key: {
    en: 'An Idempotency-Key must consist of 1 to 255 visible ASCII characters.',
    ko: 'Idempotency-Key는 1~255자의 표시 가능한 ASCII 문자여야 합니다.',
  },
} as const satisfies Texts
