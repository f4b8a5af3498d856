import type { Texts } from '../locale.ts'

export const jsonTexts = {
  copy: { en: 'Copy', ko: '복사' },
  copied: { en: 'Copied', ko: '복사됨' },
  download: { en: 'Download', ko: '내려받기' },
  tree: { en: 'Tree', ko: '트리' },
  table: { en: 'Table', ko: '표' },
  text: { en: 'Text', ko: '텍스트' },
  view: { en: 'Show as', ko: '보기' },
  more: { en: '{count} more', ko: '{count}개 더' },
  cut: {
    en: 'Only the first {count} characters are shown. Download it to see the rest.',
    ko: '처음 {count}자만 표시합니다. 전체는 내려받아서 보세요.',
  },
  row: { en: 'Row', ko: '행' },
} as const satisfies Texts
