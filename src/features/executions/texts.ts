import type { Texts } from '../../http/messages/text.ts'

/** Texts of errors and problems, by code. */
export const executionTexts = {
  SCRIPT_EMPTY: {
    en: 'Script {id} has no nodes to run. Add nodes with PUT /api/scripts/{id}/nodes.',
    ko: '스크립트 {id}에 노드가 없어 실행할 수 없습니다. PUT /api/scripts/{id}/nodes로 노드를 추가해 주십시오.',
  },
  EXECUTION_NOT_FOUND: { en: 'Execution {id} was not found.', ko: '실행 기록을 찾을 수 없습니다: {id}' },
  TABLE_NOT_FOUND: {
    en: 'The output of node "{id}" is no table, or the file of the table is gone.',
    ko: '노드 "{id}"의 출력이 표가 아니거나 표 파일이 없습니다.',
  },
  EXECUTION_FINISHED: { en: 'Execution {id} has already finished.', ko: '이미 종료된 실행입니다: {id}' },
  EXECUTION_NOT_FINISHED: {
    en: 'Execution {id} has not finished yet. Wait for it to end, or cancel it first.',
    ko: '아직 종료되지 않은 실행입니다: {id}. 종료될 때까지 기다리거나 먼저 취소해 주십시오.',
  },
  FOLLOW_UP_PENDING: {
    en: 'Execution {id} cannot be deleted yet, because its follow-up script has not started. Delete it when GET /api/follow-ups?execution_id={id} no longer shows it as pending.',
    ko: '실행 {id}이(가) 끝난 뒤 이어질 스크립트가 아직 시작되지 않아 삭제할 수 없습니다. GET /api/follow-ups?execution_id={id}에서 대기 상태가 아닐 때 삭제해 주십시오.',
  },
  EXECUTION_TOO_LARGE: {
    en: 'The data of execution {id} is larger than {limit} bytes, so it cannot be read at once. Its summary is in the list of executions.',
    ko: '실행 {id}의 데이터가 {limit}바이트보다 커서 한 번에 조회할 수 없습니다. 요약은 실행 목록에서 확인하실 수 있습니다.',
  },
  EXECUTION_UNREADABLE: {
    en: 'The stored data of execution {id} cannot be read. Its summary is in the list of executions.',
    ko: '실행 {id}의 저장된 데이터를 읽을 수 없습니다. 요약은 실행 목록에서 확인하실 수 있습니다.',
  },
  EXECUTION_MEMORY_LIMIT: {
    en: 'The input takes more memory than one execution may use: {limit} bytes ({setting}). Send a smaller input.',
    ko: '입력에 필요한 메모리가 실행 하나의 한도({limit}바이트, {setting})를 넘습니다. 입력을 줄여 주십시오.',
  },
  QUEUE_FULL: {
    en: 'Too many executions are waiting. Try again shortly.',
    ko: '대기 중인 실행이 너무 많습니다. 잠시 후 다시 시도해 주십시오.',
  },
  EVENT_BUFFER_FULL: {
    en: 'Execution {id} has too many events that no node has taken yet: the limit is {events} events (EVENT_BUFFER_LIMIT) and {bytes} bytes in total (EVENT_BUFFER_BYTES). Send the event again once a node waits for it.',
    ko: '실행 {id}에 아직 어떤 노드도 가져가지 않은 이벤트가 너무 많습니다. 최대 {events}개(EVENT_BUFFER_LIMIT), 합계 {bytes}바이트(EVENT_BUFFER_BYTES)입니다. 노드가 기다릴 때 다시 보내 주십시오.',
  },
  LINK_INVALID: {
    en: 'This link is not valid: it has expired, was already used, or nothing waits for it.',
    ko: '유효하지 않은 링크입니다. 만료되었거나 이미 사용되었거나 기다리는 실행이 없습니다.',
  },
  SCHEDULED_LIMIT: {
    en: 'Too many executions are scheduled: the limit is {limit} (EXECUTION_SCHEDULED_LIMIT). Cancel some, or try again later.',
    ko: '예약된 실행이 너무 많습니다. 최대 {limit}개까지 예약할 수 있습니다(EXECUTION_SCHEDULED_LIMIT). 일부를 취소하거나 나중에 다시 시도해 주십시오.',
  },
  start_ambiguous: {
    en: 'Only one of start_at and delay_ms may be given. Leave out the other.',
    ko: 'start_at과 delay_ms 중 하나만 지정할 수 있습니다. 나머지는 빼 주십시오.',
  },
  start_too_late: {
    en: 'Must be at most 366 days ahead, which is {latest}.',
    ko: '지금부터 최대 366일 이내({latest})여야 합니다.',
  },
  trigger_kind_missing: {
    en: 'Required with trigger_id, because triggers of different kinds can have the same id.',
    ko: 'trigger_id를 지정할 때 필요합니다. 트리거 종류가 다르면 ID가 같을 수 있습니다.',
  },
  execution_id: {
    en: 'Must be the id of an execution, such as ex_01KARDDJ80FXR3ZC8PCBFZ4WQZ.',
    ko: 'ex_01KARDDJ80FXR3ZC8PCBFZ4WQZ 형식의 실행 ID여야 합니다.',
  },
} as const satisfies Texts

/** Messages of the warnings of nodes, by code. */
export const warningTexts = {
  TABLE_AS_LIST: {
    en: '{path}: nothing was found for {expression}, which names a table. Expressions see only its columns, and how many rows it has. Use a sql node for its rows, or for_each.',
    ko: '{path}: {expression}에 해당하는 값이 없습니다. 표를 가리키는 식에서는 열 목록과 행 수만 볼 수 있습니다. 행은 sql 노드나 for_each로 다뤄 주십시오.',
  },
  MISSING_VALUE: {
    en: '{path}: nothing was found for {expression}. Check the names in it, or write a default with ??, such as input.name ?? "none".',
    ko: '{path}: {expression}에 해당하는 값이 없습니다. 이름을 확인하시거나 input.name ?? "없음"처럼 ??로 기본값을 적어 주십시오.',
  },
} as const satisfies Texts

/** Messages of successful answers. */
export const messages = {
  executionAccepted: { en: 'The execution was accepted.', ko: '실행 요청을 접수했습니다.' },
  executionFinished: { en: 'The execution has finished.', ko: '실행이 종료되었습니다.' },
  executionCancelled: { en: 'The execution was cancelled.', ko: '실행을 취소했습니다.' },
  eventDelivered: { en: 'A waiting node has taken the event.', ko: '대기 중인 노드가 이벤트를 받았습니다.' },
  eventBuffered: {
    en: 'No node waits for the event yet. The next one that does will take it.',
    ko: '아직 이 이벤트를 기다리는 노드가 없습니다. 다음에 기다리는 노드가 받게 됩니다.',
  },
  executionsDeleted: {
    en: 'The results show which executions were deleted.',
    ko: '실행 기록별 삭제 결과는 results에 있습니다.',
  },
  executionDeleted: { en: 'The execution was deleted.', ko: '실행 기록을 삭제했습니다.' },
} as const satisfies Texts

/** Texts for people who followed a link. */
export const linkTexts = {
  linkQuestion: {
    en: 'Your confirmation is needed. Nothing happens until you press the button.',
    ko: '확인을 기다리고 있습니다. 버튼을 누르기 전에는 아무 일도 일어나지 않습니다.',
  },
  linkButton: { en: 'Confirm', ko: '확인' },
  linkOpen: {
    en: 'The link is valid. Send a POST request to it to continue the execution; the body becomes the payload.',
    ko: '유효한 링크입니다. POST로 요청하면 실행이 계속되고 본문이 페이로드가 됩니다.',
  },
  linkUsed: { en: 'Thank you, your answer was passed on.', ko: '감사합니다. 전달했습니다.' },
} as const satisfies Texts
