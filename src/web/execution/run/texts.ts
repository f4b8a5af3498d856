import type { Texts } from '../../lib/locale.ts'

export const runTexts = {
  title: { en: 'Run “{name}”', ko: '“{name}” 실행' },
  run: { en: 'Run', ko: '실행' },
  cancel: { en: 'Cancel', ko: '취소' },
  input: { en: 'Input', ko: '입력' },
  asForm: { en: 'Form', ko: '양식' },
  asJson: { en: 'JSON', ko: 'JSON' },
  inputAs: { en: 'Enter as', ko: '입력 방식' },
  noFields: {
    en: 'This script does not use its input. Run it as it is, or enter JSON.',
    ko: '이 스크립트는 입력을 쓰지 않습니다. 그대로 실행하거나 JSON으로 입력하세요.',
  },
  jsonHint: {
    en: 'A number, a list, an object, or plain text',
    ko: '숫자, 목록, 객체 또는 JSON이 아닌 텍스트',
  },
  notJson: { en: 'Not valid JSON: {problem}', ko: 'JSON이 아닙니다: {problem}' },
  remembered: {
    en: 'This browser remembers the input for the next run.',
    ko: '이 브라우저가 다음 실행을 위해 입력을 기억합니다.',
  },
} as const satisfies Texts
