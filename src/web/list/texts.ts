import type { Texts } from '../lib/locale.ts'

export const listTexts = {
  scripts: { en: 'Scripts', ko: '스크립트' },
  search: { en: 'Search', ko: '검색' },
  name: { en: 'Name', ko: '이름' },
  nodes: { en: 'Nodes', ko: '노드' },
  changed: { en: 'Changed', ko: '수정' },
  noneFound: { en: 'No script has these words.', ko: '검색어와 맞는 스크립트가 없습니다.' },
  none: { en: 'No scripts yet', ko: '아직 스크립트가 없습니다' },
} as const satisfies Texts
