import type { Texts } from '../../lib/locale.ts'

export const scheduleTexts = {
  options: { en: 'More options', ko: '추가 옵션' },
  startsAt: { en: 'Not before', ko: '시작 시각' },
  endsAt: { en: 'Not after', ko: '종료 시각' },
  jitter: { en: 'Random delay of at most, in seconds', ko: '무작위 지연의 최댓값(초)' },
  jitterHint: {
    en: 'So that many schedules do not start at the same moment',
    ko: '여러 스케줄이 같은 순간에 시작하지 않도록 합니다',
  },
  catchup: { en: 'Start at most this late, in seconds', ko: '늦게 시작할 수 있는 시간(초)' },
  catchupHint: {
    en: 'After an outage or while the queue is full; later ones are missed',
    ko: '서버가 꺼져 있었거나 대기열이 가득 찼을 때. 더 늦으면 놓친 것으로 기록합니다',
  },
  pauseAfter: { en: 'Pause after failures in a row', ko: '연속 실패 후 일시 중지(횟수)' },
  pauseAfterHint: { en: '0 for never', ko: '0이면 중지하지 않습니다' },
  throttle: {
    en: 'Between two starts of the failure script, in seconds',
    ko: '실패 스크립트 사이의 최소 시간(초)',
  },
  throttleHint: {
    en: 'Failures in between do not start it; 0 for no limit',
    ko: '그 사이의 실패로는 시작하지 않습니다. 0이면 제한이 없습니다',
  },
} as const satisfies Texts
