import type { Texts } from '../../lib/locale.ts'

export const versionTexts = {
  title: { en: 'Versions', ko: '버전' },
  version: { en: 'Version', ko: '버전' },
  saved: { en: 'Saved', ko: '저장 시각' },
  by: { en: 'By', ko: '저장한 키' },
  note: { en: 'Note', ko: '메모' },
  nodes: { en: 'Nodes', ko: '노드' },
  actions: { en: 'Actions', ko: '작업' },
  current: { en: 'current', ko: '현재' },
  compare: { en: 'Compare', ko: '비교' },
  compareThis: {
    en: 'Compare version {version} with the editor',
    ko: '버전 {version}을(를) 편집 내용과 비교',
  },
  restore: { en: 'Restore', ko: '복원' },
  restoreThis: { en: 'Restore version {version}', ko: '버전 {version} 복원' },
  noteLabel: { en: 'What the change is for', ko: '변경 이유' },
  saveWithNote: { en: 'Save with note', ko: '메모와 함께 저장' },
  dirty: {
    en: 'Save or undo your changes to restore a version.',
    ko: '버전을 복원하려면 변경을 저장하거나 취소하세요.',
  },
  changes: {
    en: 'From version {version} to what is in the editor',
    ko: '버전 {version}에서 지금 편집 내용까지의 변경',
  },
  same: { en: 'Nothing differs.', ko: '다른 점이 없습니다.' },
  more: { en: 'Older versions', ko: '이전 버전 더 보기' },
  close: { en: 'Close', ko: '닫기' },
} as const satisfies Texts
