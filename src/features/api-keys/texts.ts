import type { Texts } from '../../http/messages/text.ts'

/** Texts of errors and problems, by code. */
export const apiKeyTexts = {
  API_KEY_NOT_FOUND: { en: 'API key {id} was not found.', ko: 'API 키를 찾을 수 없습니다: {id}' },
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
  keyRevoked: { en: 'The API key was revoked.', ko: 'API 키를 폐기했습니다.' },
} as const satisfies Texts
