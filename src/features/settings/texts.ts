import type { Texts } from '../../http/messages/text.ts'

/** Texts of errors and problems, by code. */
export const settingTexts = {
  SETTING_NOT_FOUND: { en: 'Setting "{key}" was not found.', ko: '설정을 찾을 수 없습니다: {key}' },
  value_too_large: {
    en: 'The value exceeds {maximum} bytes as JSON.',
    ko: '값을 JSON으로 나타낸 크기가 {maximum}바이트를 넘습니다.',
  },
  settings_too_large: {
    en: 'All settings together exceed {maximum} bytes as JSON. Delete those that are not needed.',
    ko: '모든 설정을 JSON으로 나타낸 크기의 합이 {maximum}바이트를 넘습니다. 필요 없는 설정을 삭제해 주십시오.',
  },
} as const satisfies Texts

/** Messages of successful answers. */
export const messages = {
  settingSaved: { en: 'The setting was saved.', ko: '설정을 저장했습니다.' },
  settingDeleted: { en: 'The setting was deleted.', ko: '설정을 삭제했습니다.' },
  settingsSaved: { en: 'The settings were saved.', ko: '설정을 모두 저장했습니다.' },
  settingsDeleted: { en: 'The settings were deleted.', ko: '설정을 모두 삭제했습니다.' },
} as const satisfies Texts
