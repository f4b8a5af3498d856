import type { Texts } from '../../lib/locale.ts'

export const comparisonTexts = {
  title: { en: 'Someone else saved this script', ko: '다른 사람이 이 스크립트를 저장했습니다' },
  help: {
    en: 'You started from version {base}, but version {version} has been saved since. Your changes are not lost: both are merged below. Review the result, then save.',
    ko: '버전 {base}에서 시작했지만 그사이 버전 {version}이(가) 저장되었습니다. 내 변경은 사라지지 않습니다. 아래에서 두 변경을 합친 뒤 저장하세요.',
  },
  node: { en: 'Node', ko: '노드' },
  mine: { en: 'Mine', ko: '내 변경' },
  theirs: { en: 'Theirs', ko: '저장된 변경' },
  result: { en: 'Result', ko: '결과' },
  added: { en: 'added', ko: '추가됨' },
  removed: { en: 'deleted', ko: '삭제됨' },
  unchanged: { en: 'as before', ko: '그대로' },
  takeMine: { en: 'Mine', ko: '내 것' },
  takeTheirs: { en: 'Theirs', ko: '저장된 것' },
  both: { en: 'both', ko: '모두' },
  settings: { en: 'Settings', ko: '설정' },
  connections: { en: 'Connections', ko: '연결' },
  choose: { en: 'Change of {node} to keep', ko: '{node}에 적용할 변경' },
  allMine: { en: 'All mine', ko: '모두 내 것' },
  allTheirs: { en: 'All theirs', ko: '모두 저장된 것' },
  merge: { en: 'Merge and keep editing', ko: '병합하고 계속 편집' },
  mergeAndSave: { en: 'Merge and save', ko: '병합하고 저장' },
  discard: { en: 'Discard my changes', ko: '내 변경 버리기' },
  cancel: { en: 'Decide later', ko: '나중에 결정' },
  nothing: { en: 'nothing', ko: '없음' },
} as const satisfies Texts
