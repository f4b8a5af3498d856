import type { Texts } from '../../http/messages/text.ts'

/** Texts of errors and problems, by code. */
export const dashboardTexts = {
  STAT_OUT_OF_RANGE: {
    en: 'A statistic would exceed the range of exact integers; nothing was changed.',
    ko: '통계 값이 정확히 표현할 수 있는 정수 범위를 벗어나므로 변경하지 않았습니다.',
  },
} as const satisfies Texts

/** Messages of successful answers. */
export const messages = {
  statsUpdated: { en: 'The statistics were updated.', ko: '통계를 갱신했습니다.' },
} as const satisfies Texts
