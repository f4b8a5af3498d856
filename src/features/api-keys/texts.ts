import type { Texts } from '../../http/messages/text.ts'

/** Texts of errors and problems, by code. */
export const apiKeyTexts = {
  API_KEY_NOT_FOUND: { en: 'API key {id} was not found.', ko: 'API 키를 찾을 수 없습니다: {id}' },
  SESSION_WITHOUT_KEY: {
    en: 'Only an API key can open a session, and this request has no stored API key. Create one with POST /api/keys.',
    ko: '세션은 API 키로 시작하는데 이 요청에는 저장된 API 키가 없습니다. POST /api/keys로 키를 만들어 주십시오.',
  },
  NO_SESSION: {
    en: 'The request was made with an API key, not with a session. To revoke a key, use DELETE /api/keys/{id}.',
    ko: '이 요청은 세션이 아니라 API 키로 이루어졌습니다. 키는 DELETE /api/keys/{id}로 폐기해 주십시오.',
  },
  in_the_past: { en: 'The time must be in the future.', ko: '미래의 시각이어야 합니다.' },
  api_key_id: {
    en: 'Must be the id of an API key, such as key_01KARDDJ80FXR3ZC8PCBFZ4WQZ.',
    ko: 'key_01KARDDJ80FXR3ZC8PCBFZ4WQZ 형식의 API 키 ID여야 합니다.',
  },
} as const satisfies Texts

/** Messages of successful answers. */
export const messages = {
  keyCreated: {
    en: 'The API key was created. It is shown only once.',
    ko: 'API 키를 생성했습니다. 키는 지금 한 번만 표시됩니다.',
  },
  sessionOpened: {
    en: 'The session was opened. Its key is shown only once.',
    ko: '세션을 시작했습니다. 세션 키는 지금 한 번만 표시됩니다.',
  },
  sessionEnded: { en: 'The session was ended.', ko: '세션을 끝냈습니다.' },
  keyRevoked: { en: 'The API key was revoked.', ko: 'API 키를 폐기했습니다.' },
} as const satisfies Texts
