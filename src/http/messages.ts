import type { ErrorCode, Problem } from '../lib/errors.ts'
import { koreanIssueText } from './issue-text.ts'

export const LOCALES = ['en', 'ko'] as const

export type Locale = (typeof LOCALES)[number]

type Text = Readonly<Record<Locale, string>>

export type MessageValues = Readonly<Record<string, string | number>>

const errorTexts = {
  MALFORMED_JSON: {
    en: 'The request body is not valid JSON.',
    ko: '요청 본문이 올바른 JSON이 아닙니다.',
  },
  MALFORMED_REQUEST: {
    en: 'The request is not valid HTTP.',
    ko: '올바른 HTTP 요청이 아닙니다.',
  },
  REQUEST_TIMEOUT: {
    en: 'The request did not arrive in time.',
    ko: '요청이 제한 시간 안에 도착하지 않았습니다.',
  },
  HEADERS_TOO_LARGE: {
    en: 'The headers of the request are too large.',
    ko: '요청 헤더가 너무 큽니다.',
  },
  PATH_OUTSIDE_WORKSPACE: {
    en: 'The path leads out of the workspace.',
    ko: '경로가 작업 공간을 벗어납니다.',
  },
  ROUTE_NOT_FOUND: {
    en: 'There is nothing at this address.',
    ko: '요청하신 주소를 찾을 수 없습니다.',
  },
  SCRIPT_NOT_FOUND: {
    en: 'Script {id} was not found.',
    ko: '스크립트를 찾을 수 없습니다: {id}',
  },
  NODE_NOT_FOUND: {
    en: 'Node "{id}" was not found.',
    ko: '노드를 찾을 수 없습니다: {id}',
  },
  NODE_TYPE_NOT_FOUND: {
    en: 'There is no node type "{type}".',
    ko: '노드 유형을 찾을 수 없습니다: {type}',
  },
  EXECUTION_NOT_FOUND: {
    en: 'Execution {id} was not found.',
    ko: '실행 기록을 찾을 수 없습니다: {id}',
  },
  SETTING_NOT_FOUND: {
    en: 'There is no setting "{key}".',
    ko: '설정을 찾을 수 없습니다: {key}',
  },
  FOLDER_NOT_FOUND: {
    en: 'Folder "{path}" was not found.',
    ko: '폴더를 찾을 수 없습니다: {path}',
  },
  METHOD_NOT_ALLOWED: {
    en: 'This address does not accept the method {method}.',
    ko: '이 주소에서는 {method} 메서드를 사용할 수 없습니다.',
  },
  SCRIPT_NAME_TAKEN: {
    en: 'A script named "{name}" already exists.',
    ko: '같은 이름의 스크립트가 이미 있습니다: {name}',
  },
  NODE_ID_TAKEN: {
    en: 'The script already has a node "{id}".',
    ko: '스크립트에 같은 ID의 노드가 이미 있습니다: {id}',
  },
  EXECUTION_FINISHED: {
    en: 'Execution {id} has already finished.',
    ko: '이미 종료된 실행입니다: {id}',
  },
  EXECUTION_NOT_FINISHED: {
    en: 'Execution {id} has not finished yet.',
    ko: '아직 종료되지 않은 실행입니다: {id}',
  },
  STAT_OUT_OF_RANGE: {
    en: 'A statistic would leave the range of exact whole numbers; nothing was changed.',
    ko: '통계 값이 정확히 표현할 수 있는 정수 범위를 벗어나 변경하지 않았습니다.',
  },
  IDEMPOTENCY_KEY_REUSED: {
    en: 'The Idempotency-Key belongs to another request.',
    ko: '다른 요청에 이미 사용된 Idempotency-Key입니다.',
  },
  PRECONDITION_FAILED: {
    en: 'The resource has changed since it was read. Read it again and repeat the change.',
    ko: '조회한 이후에 내용이 변경되었습니다. 다시 조회한 뒤 변경해 주십시오.',
  },
  PAYLOAD_TOO_LARGE: {
    en: 'The request body is too large.',
    ko: '요청 본문이 너무 큽니다.',
  },
  UNSUPPORTED_MEDIA_TYPE: {
    en: 'The request body must be sent as application/json in UTF-8.',
    ko: '요청 본문은 UTF-8로 인코딩한 application/json 형식이어야 합니다.',
  },
  VALIDATION_FAILED: {
    en: 'The request is not valid. See "details".',
    ko: '요청 내용이 올바르지 않습니다. "details"를 확인해 주십시오.',
  },
  QUEUE_FULL: {
    en: 'Too many executions are waiting. Try again shortly.',
    ko: '대기 중인 실행이 너무 많습니다. 잠시 후 다시 시도해 주십시오.',
  },
  INTERNAL: {
    en: 'An unexpected error occurred.',
    ko: '예기치 않은 오류가 발생했습니다.',
  },
  DATABASE_UNAVAILABLE: {
    en: 'The database is not available at the moment. Try again shortly.',
    ko: '현재 데이터베이스를 사용할 수 없습니다. 잠시 후 다시 시도해 주십시오.',
  },
  STANDBY: {
    en: 'Another server runs the executions of this database; this one only reads.',
    ko: '다른 서버가 이 데이터베이스를 사용하고 있으므로 이 서버에서는 조회만 할 수 있습니다.',
  },
  NOT_READY: {
    en: 'The server does not take work at the moment.',
    ko: '현재 서버가 작업을 받을 수 없는 상태입니다.',
  },
  SHUTTING_DOWN: {
    en: 'The server is shutting down. Try again shortly.',
    ko: '서버를 종료하는 중입니다. 잠시 후 다시 시도해 주십시오.',
  },
} as const satisfies Readonly<Record<ErrorCode, Text>>

const successTexts = {
  scriptCreated: { en: 'The script was created.', ko: '스크립트를 생성했습니다.' },
  scriptUpdated: { en: 'The script was updated.', ko: '스크립트를 수정했습니다.' },
  scriptDeleted: { en: 'The script was deleted.', ko: '스크립트를 삭제했습니다.' },
  nodeCreated: { en: 'The node was created.', ko: '노드를 생성했습니다.' },
  nodeUpdated: { en: 'The node was updated.', ko: '노드를 수정했습니다.' },
  nodeDeleted: { en: 'The node was deleted.', ko: '노드를 삭제했습니다.' },
  graphSaved: { en: 'The graph was saved.', ko: '그래프를 저장했습니다.' },
  graphValid: { en: 'The graph is valid.', ko: '그래프가 올바릅니다.' },
  graphInvalid: { en: 'The graph has problems.', ko: '그래프에 문제가 있습니다.' },
  orderSaved: { en: 'The execution order was saved.', ko: '실행 순서를 저장했습니다.' },
  executionAccepted: { en: 'The execution was accepted.', ko: '실행 요청을 접수했습니다.' },
  executionFinished: { en: 'The execution has finished.', ko: '실행이 종료되었습니다.' },
  executionCancelled: { en: 'The execution was cancelled.', ko: '실행을 취소했습니다.' },
  executionDeleted: { en: 'The execution was deleted.', ko: '실행 기록을 삭제했습니다.' },
  statsUpdated: { en: 'The statistics were updated.', ko: '통계를 갱신했습니다.' },
  settingSaved: { en: 'The setting was saved.', ko: '설정을 저장했습니다.' },
  settingDeleted: { en: 'The setting was deleted.', ko: '설정을 삭제했습니다.' },
  settingsSaved: { en: 'The settings were saved.', ko: '설정을 모두 저장했습니다.' },
  settingsDeleted: { en: 'The settings were deleted.', ko: '설정을 모두 삭제했습니다.' },
  folderSelected: { en: 'The folder was selected.', ko: '폴더를 선택했습니다.' },
} as const satisfies Readonly<Record<string, Text>>

const problemTexts = {
  invalid_idempotency_key: {
    en: 'An Idempotency-Key has 1 to 255 visible ASCII characters.',
    ko: 'Idempotency-Key는 1~255자의 표시 가능한 ASCII 문자여야 합니다.',
  },
  duplicate_node_id: {
    en: 'More than one node has the id "{id}".',
    ko: '노드 ID가 중복되었습니다: {id}',
  },
  unknown_node_type: {
    en: 'There is no node type "{type}".',
    ko: '존재하지 않는 노드 유형입니다: {type}',
  },
  unknown_source: {
    en: 'The connections name a source "{id}" that is not among the nodes.',
    ko: '연결의 출발 노드가 존재하지 않습니다: {id}',
  },
  unknown_target: {
    en: 'The connections name a target "{id}" that is not among the nodes.',
    ko: '연결의 도착 노드가 존재하지 않습니다: {id}',
  },
  unknown_port: {
    en: 'The node has no port "{port}"; it has: {ports}.',
    ko: '노드에 없는 포트입니다: {port} (사용할 수 있는 포트: {ports})',
  },
  duplicate_connection: {
    en: 'Port "{port}" is connected to "{target}" more than once.',
    ko: '같은 연결이 중복되었습니다: 포트 {port}, 도착 노드 {target}',
  },
  cycle: {
    en: 'The graph has a cycle: {nodes}.',
    ko: '그래프에 순환이 있습니다: {nodes}',
  },
  loop_body_entered: {
    en: 'The body of loop "{loop}" is entered from outside: "{source}" to "{target}".',
    ko: '반복 노드 {loop}의 본문으로 들어오는 바깥 연결이 있습니다: {source} → {target}',
  },
  loop_too_deep: {
    en: 'Loops may be nested {limit} deep at most.',
    ko: '반복은 최대 {limit}단계까지만 중첩할 수 있습니다.',
  },
  error_port_unused: {
    en: 'A connection from the port "error" of "{id}" needs "on_error": "continue" on that node.',
    ko: '노드 {id}의 "error" 포트를 연결하려면 해당 노드의 "on_error" 값이 "continue"여야 합니다.',
  },
  invalid_expression: {
    en: 'The expression is not valid: {reason}',
    ko: '표현식이 올바르지 않습니다: {reason}',
  },
  invalid_parameter: {
    en: 'The parameter is not valid: {reason}',
    ko: '매개변수가 올바르지 않습니다: {reason}',
  },
  too_big: {
    en: 'At most {maximum} are allowed.',
    ko: '최대 {maximum}개까지 허용됩니다.',
  },
  too_deep: {
    en: 'Arrays and objects may be nested {maximum} levels deep at most.',
    ko: '배열과 객체는 최대 {maximum}단계까지만 중첩할 수 있습니다.',
  },
  value_too_large: {
    en: 'The value has more than {maximum} bytes as JSON.',
    ko: '값을 JSON으로 나타낸 크기가 {maximum}바이트를 넘습니다.',
  },
  too_many_buckets: {
    en: 'The time span has more than {maximum} buckets.',
    ko: '기간이 최대 {maximum}개 구간을 넘습니다.',
  },
  invalid_cursor: {
    en: 'This is not a cursor of this list.',
    ko: '이 목록에서 사용할 수 있는 커서가 아닙니다.',
  },
  control_characters: {
    en: 'Control characters are not allowed.',
    ko: '제어 문자는 사용할 수 없습니다.',
  },
  unstorable_text: {
    en: 'The text must be Unicode without NUL.',
    ko: 'NUL 문자가 없는 올바른 유니코드 텍스트여야 합니다.',
  },
  reserved_name: {
    en: 'These names are reserved: {names}.',
    ko: '예약된 이름은 사용할 수 없습니다: {names}',
  },
  repeated_value: {
    en: 'Each must be different from the others.',
    ko: '서로 다른 값이어야 합니다.',
  },
  not_an_object: {
    en: 'An object is required.',
    ko: '객체여야 합니다.',
  },
  missing_value: {
    en: 'A value is required.',
    ko: '값이 필요합니다.',
  },
  exactly_one: {
    en: 'Exactly one of these is required: {names}.',
    ko: '다음 중 하나만 지정해야 합니다: {names}',
  },
  wrong_count: {
    en: 'From {minimum} to {maximum} are allowed.',
    ko: '{minimum}개에서 {maximum}개까지 허용됩니다.',
  },
  duplicate_script: {
    en: 'Script {id} is named more than once.',
    ko: '같은 스크립트가 두 번 이상 지정되었습니다: {id}',
  },
  unknown_script: {
    en: 'Script {id} does not exist.',
    ko: '존재하지 않는 스크립트입니다: {id}',
  },
} as const satisfies Readonly<Record<string, Text>>

const catalogue = { ...errorTexts, ...successTexts, ...problemTexts }

export type MessageKey = keyof typeof catalogue

export const isMessageKey = (text: string): text is MessageKey => Object.hasOwn(catalogue, text)

/** The text of `key` with `{name}` filled from `values`; a name without a value stays visible as it is. */
export const say = (locale: Locale, key: MessageKey, values: MessageValues = {}): string =>
  catalogue[key][locale].replace(/\{(\w+)\}/g, (placeholder, name: string) =>
    Object.hasOwn(values, name) ? String(values[name]) : placeholder,
  )

/** A problem with its message: the finder's own, else that of its code. */
export const sayProblem = (locale: Locale, problem: Problem) => {
  const { path, code, found, values } = problem
  const own = found && locale === 'ko' ? koreanIssueText(found) : problem.message
  return { path, code, message: own ?? (isMessageKey(code) ? say(locale, code, values) : code) }
}
