/** What is said about secrets, in the shape of the message catalogue. */
export const secretErrors = {
  SECRET_NOT_FOUND: {
    en: 'There is no secret "{secret}".',
    ko: '비밀 값을 찾을 수 없습니다: {secret}',
  },
  SECRETS_DISABLED: {
    en: 'The server keeps no secrets: SECRETS_KEY is not set.',
    ko: 'SECRETS_KEY가 설정되지 않아 비밀 값을 사용할 수 없습니다.',
  },
  SECRET_UNAVAILABLE: {
    en: 'Some secrets cannot be read with the keys of SECRETS_KEY; nothing was changed. See "details".',
    ko: 'SECRETS_KEY의 키로 읽을 수 없는 비밀 값이 있어 변경하지 않았습니다. "details"를 확인해 주십시오.',
  },
} as const

export const secretSuccesses = {
  secretCreated: { en: 'The secret was created.', ko: '비밀 값을 생성했습니다.' },
  secretReplaced: { en: 'The secret was replaced.', ko: '비밀 값을 교체했습니다.' },
  secretDeleted: { en: 'The secret was deleted.', ko: '비밀 값을 삭제했습니다.' },
  secretsRotated: {
    en: 'Every secret is encrypted with the first key.',
    ko: '모든 비밀 값을 첫 번째 키로 암호화했습니다.',
  },
} as const

export const secretProblems = {
  secret_not_allowed: {
    en: '$secret can be used only in the headers, the query and the body of http_request.',
    ko: '$secret은 http_request의 headers, query, body에서만 사용할 수 있습니다.',
  },
  invalid_secret_use: {
    en: 'A secret is written $secret("name"), with its name as plain text.',
    ko: '비밀 값은 $secret("이름") 형식으로, 이름을 문자열 그대로 적어야 합니다.',
  },
  wrong_secret_size: {
    en: 'A secret has at least {minimum} characters, not counting space around it, and at most {maximum} bytes.',
    ko: '비밀 값은 앞뒤 공백을 제외하고 {minimum}자 이상, {maximum}바이트 이하여야 합니다.',
  },
  sealed_with_other_key: {
    en: 'The secret was encrypted with a key that is not in SECRETS_KEY, or is damaged.',
    ko: 'SECRETS_KEY에 없는 키로 암호화되었거나 손상된 비밀 값입니다.',
  },
} as const
