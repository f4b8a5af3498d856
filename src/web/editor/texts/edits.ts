import type { Texts, TextValues } from '../../lib/locale.ts'

/** What each edit is called, in the menu of undo and when it is spoken. */
export const editTexts = {
  addNode: { en: 'add {node}', ko: '{node} 추가' },
  addNodes: { en: 'paste {count} nodes', ko: '노드 {count}개 붙여넣기' },
  duplicateNodes: { en: 'duplicate {count} nodes', ko: '노드 {count}개 복제' },
  removeNode: { en: 'delete {node}', ko: '{node} 삭제' },
  removeNodes: { en: 'delete {count} nodes', ko: '노드 {count}개 삭제' },
  removeEdges: { en: 'delete {count} connections', ko: '연결 {count}개 삭제' },
  connect: { en: 'connect {source} to {target}', ko: '{source}에서 {target}(으)로 연결' },
  disconnect: { en: 'disconnect {source} from {target}', ko: '{source}와(과) {target}의 연결 끊기' },
  insert: { en: 'insert {node}', ko: '{node} 끼워 넣기' },
  move: { en: 'move {count} nodes', ko: '노드 {count}개 이동' },
  moveNode: { en: 'move {node}', ko: '{node} 이동' },
  layout: { en: 'lay out the graph', ko: '그래프 정렬' },
  parameter: { en: 'change {field} of {node}', ko: '{node}의 {field} 변경' },
  rename: { en: 'rename {from} to {to}', ko: '{from}의 ID를 {to}(으)로 변경' },
  settings: { en: 'change the settings of the script', ko: '스크립트 설정 변경' },
  restore: { en: 'restore unsaved changes', ko: '저장하지 않은 변경 복원' },
  restoreVersion: { en: 'restore version {version}', ko: '버전 {version} 복원' },
  merge: { en: 'merge with the saved version', ko: '저장된 버전과 병합' },
} as const satisfies Texts

export interface EditLabel {
  readonly text: keyof typeof editTexts
  readonly values?: TextValues | undefined
}
