import type { Texts } from './text.ts'

/** Texts of the validation rules that several features share, by problem code. */
export const problemTexts = {
  invalid_expression: {
    en: 'The expression is not valid: {reason}',
    ko: '표현식이 올바르지 않습니다: {reason}',
  },
  unknown_name: {
    en: 'There is no name "{name}" here: expressions can use {names}. Text goes in quotes.',
    ko: '여기에서 쓸 수 없는 이름입니다: {name} (쓸 수 있는 이름: {names}). 텍스트는 따옴표로 묶어야 합니다.',
  },
  loop_outside_loop: {
    en: '"loop" can be used only in the body of a loop, the nodes behind its port "each".',
    ko: '"loop"는 반복 본문(포트 "each" 뒤의 노드)에서만 쓸 수 있습니다.',
  },
  unknown_node: {
    en: 'There is no node "{id}" whose output can be used here.',
    ko: '출력을 참조할 노드가 없습니다: {id}',
  },
  node_not_before: {
    en: 'Node "{id}" does not run before this one, so its output cannot be used here. Connect it, directly or through other nodes.',
    ko: '노드 {id}은(는) 이 노드보다 먼저 실행되지 않으므로 출력을 참조할 수 없습니다. 직접 또는 다른 노드를 거쳐 연결해야 합니다.',
  },
  node_is_loop_around: {
    en: 'Node "{id}" is a loop around this one, and has no output before its last run has ended. Use loop.item and loop.index; in a repeat, the output of the run before is the input of the first node of the body.',
    ko: '노드 {id}은(는) 이 노드를 감싸는 반복이므로 마지막 회차가 끝나기 전에는 출력이 없습니다. loop.item과 loop.index를 사용해 주십시오. repeat에서는 이전 회차의 출력이 본문 첫 노드의 input입니다.',
  },
  node_of_data: {
    en: 'Within a path, names are fields of its items, so "{name}" finds nothing here. $$ is where names such as nodes and input are; for a field of the items write $.{name}.',
    ko: '경로 안에서 이름은 항목의 필드를 뜻하므로 {name}은(는) 아무것도 찾지 못합니다. nodes와 input 같은 이름은 $$ 뒤에 쓰고, 항목의 필드는 $.{name} 형식으로 써야 합니다.',
  },
  hyphen_without_backticks: {
    en: '"{name}" is a subtraction. A name with a hyphen needs backticks.',
    ko: '{name}은(는) 뺄셈으로 해석됩니다. 하이픈이 있는 이름은 백틱으로 묶어야 합니다.',
  },
  call_without_dollar: {
    en: 'Functions are called with $ before their name: {name}(…).',
    ko: '함수는 이름 앞에 $를 붙여 호출해야 합니다: {name}(…)',
  },
  unknown_member: {
    en: 'There is no {name}. The fields of {object} are: {names}.',
    ko: '존재하지 않는 이름입니다: {name}. {object}의 필드: {names}',
  },
  method_call: {
    en: 'Values have no methods such as {name}. Call a function with the value as its argument.',
    ko: '값에는 {name} 같은 메서드가 없습니다. 값을 인수로 하여 함수를 호출해야 합니다.',
  },
  unknown_function: { en: 'There is no function {name}.', ko: '존재하지 않는 함수입니다: {name}' },
  environment_not_readable: {
    en: 'There is no function {name}: expressions cannot read the environment. Use $vars.NAME for a variable, or $secret("NAME") in http_request for a secret.',
    ko: '존재하지 않는 함수입니다: {name}. 표현식에서는 환경 변수를 읽을 수 없습니다. 변수는 $vars.NAME, 비밀 값은 http_request의 $secret("NAME")으로 사용해 주십시오.',
  },
  function_is_node: {
    en: 'There is no function {name}. Use a node of the type {node}.',
    ko: '존재하지 않는 함수입니다: {name}. {node} 유형의 노드를 사용해 주십시오.',
  },
  function_not_called: {
    en: 'The code is a function that nothing calls. Write only its body, with return, or call it, as in return main(input).',
    ko: '코드가 호출되지 않는 함수 하나뿐입니다. 함수 본문만 return과 함께 작성하거나, return main(input)처럼 함수를 호출하세요.',
  },
  text_as_filter: {
    en: 'Brackets filter a list, and [{name}] leaves everything in. A field follows a dot.',
    ko: '대괄호는 목록을 걸러 내며 [{name}]은(는) 아무것도 걸러 내지 않습니다. 필드는 점 뒤에 써야 합니다.',
  },
  unknown_variable: {
    en: 'The variable {name} has no value here. Assign one with {name} := ….',
    ko: '값이 지정되지 않은 변수입니다: {name}. {name} := … 형식으로 지정해야 합니다.',
  },
  too_big: { en: 'At most {maximum} items are allowed.', ko: '최대 {maximum}개까지 허용됩니다.' },
  too_deep: {
    en: 'Arrays and objects may be nested at most {maximum} levels deep.',
    ko: '배열과 객체는 최대 {maximum}단계까지만 중첩할 수 있습니다.',
  },
  too_many_values: {
    en: 'The body may contain at most {maximum} values.',
    ko: '요청 본문에는 값을 최대 {maximum}개까지 담을 수 있습니다.',
  },
  too_many_names: {
    en: 'The objects in the body may use at most {maximum} different names.',
    ko: '요청 본문의 객체에는 서로 다른 이름을 최대 {maximum}개까지 쓸 수 있습니다.',
  },
  invalid_utf8: {
    en: 'The body contains bytes that are not UTF-8. Encode it as UTF-8.',
    ko: '요청 본문에 UTF-8이 아닌 바이트가 있습니다. UTF-8로 인코딩해 주십시오.',
  },
  invalid_text: {
    en: 'The body contains bytes that are not {charset}. Encode it as {charset}, or declare its actual charset in Content-Type.',
    ko: '요청 본문에 {charset} 인코딩에 맞지 않는 바이트가 있습니다. {charset}(으)로 다시 인코딩하거나 Content-Type에 실제 charset을 지정해 주십시오.',
  },
  unnamed_parts: {
    en: 'Each part of a form needs "Content-Disposition: form-data" with a name. Parts without: {count}.',
    ko: '폼의 각 파트에는 name이 있는 "Content-Disposition: form-data"가 필요합니다. 없는 파트: {count}개.',
  },
  invalid_escape: {
    en: 'A % in the address does not start a UTF-8 escape sequence. Write %25 for the character itself.',
    ko: '주소에 UTF-8 이스케이프가 아닌 %가 있습니다. % 문자 자체는 %25로 적어 주십시오.',
  },
  unexpected_character: {
    en: 'Line {line}, column {column}: unexpected {character}.',
    ko: '{line}행 {column}열: 이 위치에 올 수 없는 문자입니다: {character}',
  },
  unexpected_end: {
    en: 'Line {line}, column {column}: unexpected end of JSON.',
    ko: '{line}행 {column}열: JSON이 완성되기 전에 텍스트가 끝났습니다.',
  },
  invalid_cursor: {
    en: 'The cursor does not belong to this list.',
    ko: '이 목록에서 사용할 수 없는 커서입니다.',
  },
  cursor_of_other_order: {
    en: 'The cursor belongs to a list with sort={sort}. Leave it out to get the first page in the new order.',
    ko: '이 커서는 sort={sort} 목록의 커서입니다. 새 순서로 조회하려면 cursor를 빼고 첫 페이지부터 요청해 주십시오.',
  },
  control_characters: {
    en: 'Control characters and unpaired surrogates are not allowed.',
    ko: '제어 문자와 짝이 없는 서로게이트는 사용할 수 없습니다.',
  },
  unstorable_text: {
    en: 'The text must be valid Unicode without NUL characters.',
    ko: 'NUL 문자가 없는 올바른 유니코드 텍스트여야 합니다.',
  },
  reserved_name: {
    en: 'These names are reserved: {names}.',
    ko: '예약된 이름은 사용할 수 없습니다: {names}',
  },
  number_overflow: {
    en: 'The number is out of range: it must be between -1.7976931348623157e308 and 1.7976931348623157e308. Send it as a string.',
    ko: '숫자가 범위를 벗어났습니다(-1.7976931348623157e308 이상 1.7976931348623157e308 이하). 텍스트로 보내 주십시오.',
  },
  repeated_parameter: {
    en: 'The parameter may be given only once.',
    ko: '이 매개변수는 한 번만 지정할 수 있습니다.',
  },
  did_you_mean: { en: 'Did you mean "{meant}"?', ko: '혹시 {meant} 값을 쓰려고 하셨습니까?' },
  whole_number: {
    en: 'Must be a whole number, written with the digits 0 to 9.',
    ko: '0에서 9까지의 숫자로 쓴 정수여야 합니다.',
  },
  repeated_value: { en: 'Values must be unique.', ko: '값은 서로 달라야 합니다.' },
  http_url: {
    en: 'Must be an absolute URL that begins with http:// or https://, such as https://example.com/items.',
    ko: 'https://example.com/items처럼 http:// 또는 https://로 시작하는 전체 URL이어야 합니다.',
  },
  connection_address: {
    en: 'Must begin with postgres://, mysql://, mariadb:// or file:, such as file:shop.db, or be a secret: {{ $secret("name") }}.',
    ko: 'postgres://, mysql://, mariadb:// 또는 file:로 시작하거나(예: file:shop.db) 시크릿이어야 합니다. 예: {{ $secret("name") }}',
  },
  connection_password: {
    en: 'Contains a password, which everyone who reads the script would see. Store the whole address as a secret and write {{ $secret("name") }}.',
    ko: '스크립트를 읽는 사람 누구나 볼 수 있는 비밀번호가 들어 있습니다. 주소 전체를 시크릿으로 저장하고 {{ $secret("name") }}로 지정해 주십시오.',
  },
  connection_secret_alone: {
    en: 'A secret must be the whole address: {{ $secret("name") }}, without anything before, after or around it.',
    ko: '시크릿은 주소 전체여야 합니다. 앞뒤에 아무것도 붙이지 말고 {{ $secret("name") }}로만 지정해 주십시오.',
  },
  connect_method: {
    en: 'CONNECT opens a tunnel and is not a request. Use another method.',
    ko: 'CONNECT는 터널을 여는 메서드이며 요청이 아닙니다. 다른 메서드를 사용해 주십시오.',
  },
  not_an_object: { en: 'An object is required.', ko: '객체여야 합니다.' },
  needs_until: {
    en: 'This setting applies only to a node with `until`, which this node does not have.',
    ko: '`until`이 충족되지 않을 때의 동작을 정하는 값인데, 노드에 `until`이 없습니다.',
  },
  until_in_order: {
    en: 'With `until`, runs cannot be concurrent, because each gets the output of the previous one. Leave this out.',
    ko: '`until`이 있으면 각 실행이 앞 실행의 출력을 받으므로 차례로 실행됩니다. 이 값을 빼 주십시오.',
  },
  missing_value: { en: 'A value is required.', ko: '값이 필요합니다.' },
  exactly_one: {
    en: 'Exactly one of these is required: {names}.',
    ko: '다음 중 하나만 지정해야 합니다: {names}',
  },
  empty_filter: {
    en: 'A filter needs at least one of these: {names}.',
    ko: '다음 조건 중 하나 이상이 필요합니다: {names}',
  },
  colon: { en: 'A colon is not allowed here.', ko: '콜론은 사용할 수 없습니다.' },
  empty_path_part: {
    en: 'No part of a path may be empty: write one `/` between two names.',
    ko: '경로에 빈 부분이 있습니다. 이름 사이에는 `/`를 하나만 써 주십시오.',
  },
  line_end: { en: 'Line breaks are not allowed.', ko: '줄바꿈 문자는 사용할 수 없습니다.' },
  distinct_values: {
    en: 'These must not contain each other: {names}.',
    ko: '다음 값은 서로 포함하지 않아야 합니다: {names}',
  },
  requires: {
    en: '{name} is only allowed together with {required}.',
    ko: '{name} 값은 {required} 값이 있어야 사용할 수 있습니다.',
  },
  excludes: {
    en: '{name} is not allowed together with {excluded}.',
    ko: '{name} 값은 {excluded} 값과 함께 사용할 수 없습니다.',
  },
  wrong_count: {
    en: 'Between {minimum} and {maximum} items are allowed.',
    ko: '{minimum}개 이상 {maximum}개 이하여야 합니다.',
  },
} as const satisfies Texts
