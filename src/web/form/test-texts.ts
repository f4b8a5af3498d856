import type { Texts } from '../lib/locale.ts'

export const testTexts = {
  help: {
    en: 'Runs only this node, with the input below. Effects are real: requests are sent and files are written.',
    ko: '아래 입력으로 이 노드만 실행합니다. 외부 효과가 있는 노드는 실제로 요청을 보내거나 파일을 씁니다.',
  },
  input: { en: 'Input', ko: '입력' },
  pinned: { en: 'Pinned', ko: '고정됨' },
  fromRun: { en: 'From the last run', ko: '마지막 실행에서' },
  fromNowhere: {
    en: 'Not run yet: enter an input, or run the nodes before this one.',
    ko: '아직 실행되지 않았습니다. 입력을 쓰거나 앞의 노드를 먼저 실행하세요.',
  },
  unpin: { en: 'Unpin', ko: '고정 해제' },
  example: { en: 'Use the example', ko: '예제 사용' },
  run: { en: 'Run this node', ko: '이 노드 실행' },
  running: { en: 'Running…', ko: '실행 중…' },
  loops: {
    en: 'A loop cannot run on its own. Run a node of its body, or the script.',
    ko: '반복 노드는 혼자 실행할 수 없습니다. 반복 안의 노드나 스크립트를 실행하세요.',
  },
  output: { en: 'Output', ko: '출력' },
  port: { en: 'continues through {port}', ko: '{port} 포트로 계속' },
  duration: { en: '{ms} ms', ko: '{ms}ms' },
  completed: { en: 'Completed', ko: '완료' },
  failed: { en: 'Failed', ko: '실패' },
  console: { en: 'Console', ko: '콘솔' },
  warnings: { en: 'Warnings', ko: '경고' },
  tryIt: { en: 'Try', ko: '시험' },
  tryWith: { en: 'Result with the input of the last run', ko: '마지막 실행의 입력으로 계산한 결과' },
  tryPinned: { en: 'Result with the pinned input', ko: '고정한 입력으로 계산한 결과' },
  tryNothing: { en: 'Result without an input', ko: '입력 없이 계산한 결과' },
  unknownNodes: {
    en: 'Named here, but without an output yet: {nodes}. Run these nodes or the script first.',
    ko: '여기에서 쓰지만 아직 출력이 없는 노드: {nodes}. 먼저 이 노드나 스크립트를 실행하세요.',
  },
} as const satisfies Texts
