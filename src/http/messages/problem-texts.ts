import type { Text } from './locales.ts'

/** What is wrong with an input, by the code of the rule that it broke. */
export const problemTexts = {
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
  expressions_too_long: {
    en: 'The expressions have more than {maximum} characters together.',
    ko: '표현식이 모두 합쳐 {maximum}자를 넘습니다.',
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
  too_many_values: {
    en: 'The body may hold {maximum} values at most.',
    ko: '요청 본문에는 값을 최대 {maximum}개까지 담을 수 있습니다.',
  },
  too_many_names: {
    en: 'The objects of the body may have {maximum} different names at most.',
    ko: '요청 본문의 객체에는 서로 다른 이름을 최대 {maximum}개까지 쓸 수 있습니다.',
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
  in_the_past: {
    en: 'The time must be in the future.',
    ko: '미래의 시각이어야 합니다.',
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
