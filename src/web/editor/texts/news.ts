import type { Texts } from '../../lib/locale.ts'

/** What the live region speaks. */
export const newsTexts = {
  done: { en: 'Done: {edit}', ko: '완료: {edit}' },
  undone: { en: 'Undone: {edit}', ko: '실행 취소: {edit}' },
  redone: { en: 'Redone: {edit}', ko: '다시 실행: {edit}' },
  nothingToUndo: { en: 'Nothing to undo', ko: '실행 취소할 내용이 없습니다' },
  nothingToRedo: { en: 'Nothing to redo', ko: '다시 실행할 내용이 없습니다' },
  saved: { en: 'Saved as version {version}', ko: '버전 {version}(으)로 저장했습니다' },
  selected: { en: '{count} nodes selected', ko: '노드 {count}개 선택됨' },
  copied: { en: '{count} nodes copied', ko: '노드 {count}개를 복사했습니다' },
  nothingToPaste: {
    en: 'The clipboard has no nodes. Copy nodes here, or a script as JSON.',
    ko: '클립보드에 노드가 없습니다. 노드를 복사하거나 스크립트 JSON을 복사하세요.',
  },
  problems: { en: '{count} problems', ko: '문제 {count}개' },
  noProblems: { en: 'No problems', ko: '문제 없음' },
  alreadyConnected: { en: 'They are already connected', ko: '이미 연결되어 있습니다' },
} as const satisfies Texts
