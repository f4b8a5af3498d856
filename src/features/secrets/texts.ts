import type { Texts } from '../../http/messages/text.ts'

/** Texts of errors and problems, by code. */
export const secretTexts = {
  SECRET_NOT_FOUND: { en: 'Secret "{secret}" was not found.', ko: '비밀 값을 찾을 수 없습니다: {secret}' },
  SECRETS_DISABLED: {
    en: 'Secrets are disabled because SECRETS_KEY is not set.',
    ko: 'SECRETS_KEY가 설정되지 않아 비밀 값을 사용할 수 없습니다.',
  },
  SECRET_UNAVAILABLE: {
    en: 'Some secrets cannot be decrypted with SECRETS_KEY; nothing was changed. See "details".',
    ko: 'SECRETS_KEY로 복호화할 수 없는 비밀 값이 있어 변경하지 않았습니다. "details"를 확인해 주십시오.',
  },
  secret_not_allowed: {
    en: '$secret may be used only in the headers, auth, query and body of http_request.',
    ko: '$secret은 http_request의 headers, auth, query, body에서만 사용할 수 있습니다.',
  },
  invalid_secret_use: {
    en: '$secret requires the name of the secret as a literal: $secret("name").',
    ko: '$secret에는 비밀 값의 이름을 문자열 그대로 적어야 합니다: $secret("이름")',
  },
  wrong_secret_size: {
    en: 'A secret must have at least {minimum} characters, not counting surrounding whitespace, and at most {maximum}.',
    ko: '비밀 값은 앞뒤 공백을 제외하고 {minimum}자 이상, {maximum}자 이하여야 합니다.',
  },
  sealed_with_other_key: {
    en: 'The secret is corrupted, or was encrypted with a key that SECRETS_KEY does not contain.',
    ko: '손상되었거나 SECRETS_KEY에 없는 키로 암호화된 비밀 값입니다.',
  },
  secret_name: {
    en: 'The name of a secret may contain only letters, digits and "_", and must not start with a digit.',
    ko: '비밀 값의 이름에는 영문자, 숫자, "_"만 쓸 수 있으며 숫자로 시작할 수 없습니다.',
  },
} as const satisfies Texts

/** Messages of successful answers. */
export const messages = {
  secretCreated: { en: 'The secret was created.', ko: '비밀 값을 생성했습니다.' },
  secretReplaced: { en: 'The secret was replaced.', ko: '비밀 값을 교체했습니다.' },
  secretDeleted: { en: 'The secret was deleted.', ko: '비밀 값을 삭제했습니다.' },
  secretsRotated: {
    en: 'All secrets are now encrypted with the first key.',
    ko: '모든 비밀 값을 첫 번째 키로 암호화했습니다.',
  },
} as const satisfies Texts
