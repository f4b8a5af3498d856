const KEY = '키는 필드 이름, 이름의 경로(`a.b`) 또는 항목의 함수입니다.'
const ALGORITHM =
  '알고리즘은 `sha256`(기본값), `sha1`, `sha512`, `md5` 가운데 하나이고, 표기는 `hex`(기본값), `base64`, `base64url` 가운데 하나입니다.'

/** What the functions do that JSONata does not have, by their names. */
export const ADDED_FUNCTIONS_IN_KOREAN: Readonly<Record<string, string>> = {
  $parseJson:
    'JSON 텍스트의 값입니다. 2^53 - 1보다 큰 정수는 파일과 요청에서처럼 모든 자릿수를 가진 문자열이 됩니다.',
  $parseCsv:
    'CSV 텍스트의 행을 객체 목록으로 돌려줍니다. 옵션은 `file_read`와 같습니다: `delimiter`(기본값은 자동 감지), `header`, `columns`, `quote`, `escape`, `comment`, `trim`, `skip_lines`, `limit`, `types`, `null_values`.',
  $formatDate:
    'ISO 8601이나 1970년부터의 밀리초로 주어진 시각을 서식대로 나타냅니다. 주어진 시간대의 현지 시각이며, 기본값은 UTC입니다.',
  $parseDate:
    'ISO 8601이나 주어진 서식의 문자열에 있는 시각을 UTC의 ISO 8601로 돌려줍니다. 오프셋이 없으면 시간대의 현지 시각으로 봅니다.',
  $addTime:
    '시각에 시간을 더하고, 시각의 서식을 유지합니다. 년, 월, 주, 일은 시간대(기본값 UTC)의 날짜에 더하며, 그 달에 없는 날은 마지막 날이 됩니다. 시와 그보다 작은 단위는 정확히 더합니다.',
  $chunk: '목록을 `size`개씩 나눈 목록들입니다. 마지막은 더 짧을 수 있습니다.',
  $uniqueBy: `키마다 첫 번째 항목입니다. ${KEY} 키를 주지 않으면 항목 자체가 키입니다. 키가 없는 항목들은 하나로 봅니다.`,
  $sortBy: `키의 순서(\`asc\` 또는 \`desc\`)로 정렬한 항목들입니다. ${KEY} 키는 모두 숫자이거나 모두 문자열이거나 모두 불리언이어야 합니다. 키가 같은 항목은 원래 순서를 지키고, 키가 없거나 \`null\`인 항목은 맨 뒤에 옵니다.`,
  $groupBy: `키마다 항목 목록이 있는 객체입니다. ${KEY} 키가 없는 항목은 빠집니다.`,
  $keyBy: `키마다 마지막 항목이 있는 객체입니다. ${KEY} 키가 없는 항목은 빠집니다.`,
  $slug:
    '문자열의 단어를 소문자로 바꾸고 `-`나 10자 이하의 다른 구분자로 이어 파일 이름과 주소에 쓸 수 있게 합니다. 모든 문자 체계의 글자와 숫자는 남고, 라틴 문자와 그리스 문자는 악센트를 잃습니다.',
  $urlEncode:
    '문자열, 숫자, 불리언을 URL의 어느 부분에나 쓸 수 있게 인코딩합니다. 객체는 쿼리 문자열이 됩니다: 목록은 이름을 반복하고, `null`은 빠지며, 안쪽 객체는 `name[field]`로 씁니다.',
  $hash: `문자열의 UTF-8 바이트의 해시입니다. ${ALGORITHM}`,
  $hmac: `요청에 서명할 때 쓰는, 문자열의 UTF-8 바이트의 키 해시(HMAC)입니다. ${ALGORITHM}`,
  $uuid: '새로운 임의의 UUID(버전 4)입니다.',
}
