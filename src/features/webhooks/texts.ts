import type { Texts } from '../../http/messages/text.ts'

/** Texts of errors and problems, by code. */
export const webhookTexts = {
  WEBHOOK_NOT_FOUND: { en: 'Webhook {id} was not found.', ko: '웹훅을 찾을 수 없습니다: {id}' },
} as const satisfies Texts

/** Messages of successful answers. */
export const messages = {
  webhookCreated: {
    en: 'The webhook was created. Its token is not shown again.',
    ko: '웹훅을 생성했습니다. 토큰은 다시 표시되지 않습니다.',
  },
  webhookSaved: { en: 'The webhook was saved.', ko: '웹훅을 저장했습니다.' },
  webhookDeleted: { en: 'The webhook was deleted.', ko: '웹훅을 삭제했습니다.' },
  tokenRotated: {
    en: 'The webhook has a new token, which is not shown again.',
    ko: '웹훅의 토큰을 새로 발급했습니다. 토큰은 다시 표시되지 않습니다.',
  },
  deliveryAccepted: { en: 'The delivery was accepted.', ko: '요청을 접수했습니다.' },
} as const satisfies Texts
