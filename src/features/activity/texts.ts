import type { Texts } from '../../http/messages/text.ts'

/** Texts of errors and problems, by code. */
export const activityTexts = {
  too_many_buckets: {
    en: 'The time range spans more than {maximum} buckets.',
    ko: '조회 기간의 구간 수가 {maximum}개를 넘습니다.',
  },
} as const satisfies Texts
