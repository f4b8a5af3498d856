import type { ErrorCode } from '../../domain/errors.ts'
import type { Locale, Text } from './locales.ts'
import { problemTexts } from './problem-texts.ts'
import { secretErrors, secretProblems, secretSuccesses } from './secret-texts.ts'
import { systemErrors, systemProblems } from './system-texts.ts'

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
  UNAUTHORIZED: {
    en: 'A valid API key is required.',
    ko: '유효한 API 키가 필요합니다.',
  },
  FORBIDDEN: {
    en: 'The API key lacks the scope "{scope}".',
    ko: 'API 키에 필요한 권한이 없습니다: {scope}',
  },
  HOST_REFUSED: {
    en: 'Without an API key this server answers on its own machine only, not as "{host}".',
    ko: 'API 키가 없는 서버에는 로컬 주소로만 접근할 수 있습니다. 사용할 수 없는 호스트입니다: {host}',
  },
  ORIGIN_REFUSED: {
    en: 'Pages from elsewhere may not call this server: {origin}.',
    ko: '다른 출처의 페이지에서는 이 서버를 호출할 수 없습니다: {origin}',
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
  API_KEY_NOT_FOUND: {
    en: 'API key {id} was not found.',
    ko: 'API 키를 찾을 수 없습니다: {id}',
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
  RATE_LIMITED: {
    en: 'Too many requests. Try again shortly.',
    ko: '요청이 너무 많습니다. 잠시 후 다시 시도해 주십시오.',
  },
  TOO_MANY_STREAMS: {
    en: 'Too many event streams are open. Close one, or try again shortly.',
    ko: '열려 있는 이벤트 스트림이 너무 많습니다. 일부를 닫거나 잠시 후 다시 시도해 주십시오.',
  },
  OVERLOADED: {
    en: 'The server is busy with other large requests. Try again shortly.',
    ko: '다른 대용량 요청을 처리하는 중입니다. 잠시 후 다시 시도해 주십시오.',
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
  ...secretErrors,
  ...systemErrors,
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
  keyCreated: {
    en: 'The key was created. It is shown this once.',
    ko: 'API 키를 생성했습니다. 키는 지금 한 번만 표시됩니다.',
  },
  keyRevoked: { en: 'The key was revoked.', ko: 'API 키를 폐기했습니다.' },
  folderSelected: { en: 'The folder was selected.', ko: '폴더를 선택했습니다.' },
  ...secretSuccesses,
} as const satisfies Readonly<Record<string, Text>>

const catalogue = { ...errorTexts, ...successTexts, ...problemTexts, ...secretProblems, ...systemProblems }

export type MessageKey = keyof typeof catalogue

export const isMessageKey = (text: string): text is MessageKey => Object.hasOwn(catalogue, text)

/** The text of `key` with `{name}` filled from `values`; a name without a value stays visible as it is. */
export const say = (locale: Locale, key: MessageKey, values: MessageValues = {}): string =>
  catalogue[key][locale].replace(/\{(\w+)\}/g, (placeholder, name: string) =>
    Object.hasOwn(values, name) ? String(values[name]) : placeholder,
  )
