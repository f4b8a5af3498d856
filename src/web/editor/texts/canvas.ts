import type { Texts } from '../../lib/locale.ts'

export const canvasTexts = {
  graph: { en: 'Graph', ko: '그래프' },
  graphHelp: {
    en: 'Tab moves between nodes, arrow keys move a node, Enter edits it, C connects it, Shift+F10 opens its menu, ? shows all shortcuts.',
    ko: 'Tab으로 노드를 이동하고, 화살표 키로 노드를 옮기고, Enter로 편집, C로 연결, Shift+F10으로 메뉴, ?로 모든 키를 볼 수 있습니다.',
  },
  insert: { en: 'Insert a node', ko: '노드 끼워 넣기' },
  disconnect: { en: 'Remove the connection', ko: '연결 제거' },
  zoomIn: { en: 'Zoom in', ko: '확대' },
  zoomOut: { en: 'Zoom out', ko: '축소' },
  fit: { en: 'Show the whole graph', ko: '전체 그래프 보기' },
  view: { en: 'View', ko: '보기' },
  node: { en: '{title}, {type}', ko: '{title}, {type}' },
  nodeProblems: {
    en: '{title}, {type}, {count} problems: {problems}',
    ko: '{title}, {type}, 문제 {count}개: {problems}',
  },
  empty: { en: 'This script has no nodes yet', ko: '아직 노드가 없는 스크립트입니다' },
  emptyHelp: {
    en: 'Choose the first node. Scripts usually begin with Start.',
    ko: '첫 번째 노드를 선택하세요. 보통 시작 노드로 시작합니다.',
  },
  addFirst: { en: 'Add a node', ko: '노드 추가' },
} as const satisfies Texts
