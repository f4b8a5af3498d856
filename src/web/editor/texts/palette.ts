import type { Texts } from '../../lib/locale.ts'

export const paletteTexts = {
  nodes: { en: 'Nodes', ko: '노드' },
  search: { en: 'Search nodes', ko: '노드 검색' },
  none: { en: 'No node type matches.', ko: '검색어와 맞는 노드 유형이 없습니다.' },
  help: {
    en: 'Drag one onto the canvas, or click to add it after the selected node.',
    ko: '캔버스로 끌어 놓거나, 클릭하면 선택한 노드 뒤에 추가됩니다.',
  },
  flow: { en: 'Flow', ko: '흐름' },
  data: { en: 'Data', ko: '데이터' },
  web: { en: 'Web', ko: '웹' },
  files: { en: 'Files', ko: '파일' },
  other: { en: 'Other', ko: '기타' },
  hide: { en: 'Hide the list of nodes', ko: '노드 목록 숨기기' },
  show: { en: 'Show the list of nodes', ko: '노드 목록 보기' },
  addTitle: { en: 'Add a node', ko: '노드 추가' },
  addAfter: { en: 'Add a node after {node}', ko: '{node} 뒤에 노드 추가' },
  addInto: {
    en: 'Insert a node between {source} and {target}',
    ko: '{source}와(과) {target} 사이에 노드 끼워 넣기',
  },
} as const satisfies Texts
