import type { Texts } from '../../http/messages/text.ts'

/** Texts of errors and problems, by code. */
export const scriptTexts = {
  SCRIPT_NOT_FOUND: { en: 'Script {id} was not found.', ko: '스크립트를 찾을 수 없습니다: {id}' },
  SCRIPT_VERSION_NOT_FOUND: {
    en: 'Version {version} of script {id} was not found. The server keeps the last SCRIPT_VERSION_COUNT versions for SCRIPT_VERSION_DAYS days.',
    ko: '스크립트 {id}의 버전 {version}을(를) 찾을 수 없습니다. 서버는 최근 SCRIPT_VERSION_COUNT개의 버전을 SCRIPT_VERSION_DAYS일 동안 보관합니다.',
  },
  NODE_NOT_FOUND: { en: 'Node "{id}" was not found.', ko: '노드를 찾을 수 없습니다: {id}' },
  SCRIPT_NAME_TAKEN: {
    en: 'A script named "{name}" already exists.',
    ko: '같은 이름의 스크립트가 이미 있습니다: {name}',
  },
  SCRIPT_REFERENCED: {
    en: 'Other scripts ({scripts}) name script {id} as on_failure or on_success. Change them first.',
    ko: '다른 스크립트({scripts})의 on_failure 또는 on_success로 지정된 스크립트입니다: {id}. 먼저 해당 스크립트를 수정해야 합니다.',
  },
  SCRIPT_BUSY: {
    en: 'Script {id} already has as many executions in progress as its max_concurrent allows ({limit}). Try again when one has ended.',
    ko: '스크립트 {id}의 실행이 max_concurrent에 지정된 수({limit})만큼 진행 중입니다. 실행이 끝난 뒤에 다시 시도해 주십시오.',
  },
  NODE_ID_TAKEN: {
    en: 'The script already has a node "{id}".',
    ko: '스크립트에 같은 ID의 노드가 이미 있습니다: {id}',
  },
  duplicate_node_id: { en: 'More than one node has the id "{id}".', ko: '노드 ID가 중복되었습니다: {id}' },
  unknown_node_type: {
    en: 'There is no node type "{type}". GET /api/config/nodes lists all of them.',
    ko: '존재하지 않는 노드 유형입니다: {type}. 전체 목록은 GET /api/config/nodes에 있습니다.',
  },
  unknown_source: {
    en: 'A connection starts at "{id}", which is not a node of the graph.',
    ko: '연결의 출발 노드가 존재하지 않습니다: {id}',
  },
  unknown_target: {
    en: 'A connection leads to "{id}", which is not a node of the graph.',
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
  cycle: { en: 'The graph has a cycle: {nodes}.', ko: '그래프에 순환이 있습니다: {nodes}' },
  loop_body_entered: {
    en: 'The connection from "{source}" to "{target}" enters the body of loop "{loop}" from outside.',
    ko: '반복 노드 {loop}의 본문으로 들어오는 외부 연결이 있습니다: {source} → {target}',
  },
  expressions_too_long: {
    en: 'The expressions exceed {maximum} characters in total; characters on the left side of ?: or ?? count twice.',
    ko: '표현식 길이의 합계가 {maximum}자를 넘습니다. ?: 또는 ?? 왼쪽에 있는 문자는 두 번 계산합니다.',
  },
  node_has_too_many_values: {
    en: 'The parameters and metadata of a node may hold at most {maximum} values. Pass large data as input instead.',
    ko: '노드의 parameters와 metadata에는 값을 최대 {maximum}개까지 넣을 수 있습니다. 큰 데이터는 입력으로 전달해야 합니다.',
  },
  too_many_tables: {
    en: 'A query may read at most {maximum} tables, as in SQLite. Join some of them in a sql node before it.',
    ko: 'SQLite의 제한에 따라 쿼리 하나로 읽을 수 있는 테이블은 최대 {maximum}개입니다. 일부는 앞의 sql 노드에서 먼저 조인하세요.',
  },
  node_has_too_many_expressions: {
    en: 'A node may have at most {maximum} expressions.',
    ko: '노드 하나에는 표현식을 최대 {maximum}개까지 넣을 수 있습니다.',
  },
  template_too_long: {
    en: 'A string with expressions may have at most {maximum} characters.',
    ko: '표현식이 있는 텍스트는 최대 {maximum}자까지 허용합니다.',
  },
  loop_too_deep: {
    en: 'Loops may be nested at most {limit} levels deep.',
    ko: '반복은 최대 {limit}단계까지만 중첩할 수 있습니다.',
  },
  error_port_unused: {
    en: 'A connection from the port "error" of "{id}" requires "on_error": "continue" on that node.',
    ko: '노드 {id}의 "error" 포트를 연결하려면 해당 노드의 "on_error" 값이 "continue"여야 합니다.',
  },
  duplicate_script: {
    en: 'Script {id} is listed more than once.',
    ko: '같은 스크립트가 두 번 이상 지정되었습니다: {id}',
  },
  script_follows_itself: {
    en: 'A script cannot be its own on_failure or on_success.',
    ko: '스크립트를 자기 자신의 on_failure 또는 on_success로 지정할 수 없습니다.',
  },
  unknown_script: { en: 'Script {id} does not exist.', ko: '존재하지 않는 스크립트입니다: {id}' },
} as const satisfies Texts

/** Messages of successful answers. */
export const messages = {
  scriptCreated: { en: 'The script was created.', ko: '스크립트를 생성했습니다.' },
  scriptUpdated: { en: 'The script was updated.', ko: '스크립트를 수정했습니다.' },
  scriptDeleted: { en: 'The script was deleted.', ko: '스크립트를 삭제했습니다.' },
  scriptsDeleted: {
    en: 'The results show which scripts were deleted.',
    ko: '스크립트별 삭제 결과는 results에 있습니다.',
  },
  nodeCreated: { en: 'The node was created.', ko: '노드를 생성했습니다.' },
  nodeUpdated: { en: 'The node was updated.', ko: '노드를 수정했습니다.' },
  nodeDeleted: { en: 'The node was deleted.', ko: '노드를 삭제했습니다.' },
  graphSaved: { en: 'The graph was saved.', ko: '그래프를 저장했습니다.' },
  graphValid: { en: 'The graph is valid.', ko: '그래프가 올바릅니다.' },
  graphInvalid: { en: 'The graph has problems.', ko: '그래프에 문제가 있습니다.' },
  versionRestored: { en: 'The version was restored.', ko: '이전 버전을 복원했습니다.' },
  orderSaved: { en: 'The execution order was saved.', ko: '실행 순서를 저장했습니다.' },
} as const satisfies Texts
