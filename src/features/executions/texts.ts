import type { Texts } from '../../http/messages/text.ts'

/** Texts of errors and problems, by code. */
export const executionTexts = {
  EXECUTION_NOT_FOUND: { en: 'Execution {id} was not found.', ko: '실행 기록을 찾을 수 없습니다: {id}' },
  EXECUTION_FINISHED: { en: 'Execution {id} has already finished.', ko: '이미 종료된 실행입니다: {id}' },
  EXECUTION_NOT_FINISHED: {
    en: 'Execution {id} has not finished yet. Wait for it to end, or cancel it first.',
    ko: '아직 종료되지 않은 실행입니다: {id}. 종료될 때까지 기다리거나 먼저 취소해 주십시오.',
  },
  QUEUE_FULL: {
    en: 'Too many executions are waiting. Try again shortly.',
    ko: '대기 중인 실행이 너무 많습니다. 잠시 후 다시 시도해 주십시오.',
  },
} as const satisfies Texts

/** Messages of successful answers. */
export const messages = {
  executionAccepted: { en: 'The execution was accepted.', ko: '실행 요청을 접수했습니다.' },
  executionFinished: { en: 'The execution has finished.', ko: '실행이 종료되었습니다.' },
  executionCancelled: { en: 'The execution was cancelled.', ko: '실행을 취소했습니다.' },
  executionDeleted: { en: 'The execution was deleted.', ko: '실행 기록을 삭제했습니다.' },
} as const satisfies Texts
