import type { Texts } from '../../http/messages/text.ts'

/** Texts of errors and problems, by code. */
export const catalogueTexts = {
  NODE_TYPE_NOT_FOUND: {
    en: 'Node type "{type}" was not found.',
    ko: '노드 유형을 찾을 수 없습니다: {type}',
  },
} as const satisfies Texts
