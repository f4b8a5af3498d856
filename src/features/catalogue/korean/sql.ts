/** The Korean of what the catalogue says in English. */
export const SQL: Readonly<Record<string, string>> = {
  SQL: 'SQL 질의',
  'Runs a query over tables and lists: joins, groups, window functions, sorting. It sees nothing but these, and changes nothing. `null` in a column stays `null`; booleans of an input are 0 and 1 in the query, lists and objects JSON text.':
    '표와 목록에 질의를 실행합니다. 조인, 그룹, 윈도 함수, 정렬을 쓸 수 있습니다. 주어진 것만 보고 아무것도 바꾸지 않습니다. 열의 `null`은 `null`로 남고, 입력의 불리언은 질의에서 0과 1, 목록과 객체는 JSON 텍스트가 됩니다.',
  'One statement of SQL that only reads, as SQLite understands it, with `REGEXP`, `regexp_substr`, `regexp_replace`, `median` and `percentile`. Values belong in `parameters`: `{{ }}` has no meaning here.':
    '읽기만 하는 SQL 문장 하나. SQLite 문법을 따르며 `REGEXP`, `regexp_substr`, `regexp_replace`, `median`, `percentile`도 쓸 수 있습니다. 값은 `parameters`에 넣습니다. 여기에서는 `{{ }}`가 아무 뜻도 없습니다.',
  'What the query reads, by the names that it uses: tables, or lists of objects. Default: the input, as `input`, unless it is `null`.':
    '질의가 읽는 것과 질의에서 쓰는 이름. 표나 객체의 목록입니다. 기본값: 노드의 입력이며 이름은 `input`입니다. 입력이 `null`이면 표가 없습니다.',
  'Values for `:name` in the query by name, or for each `?` in order.':
    '질의의 `:name`에 이름으로, 또는 `?`에 순서대로 넣을 값.',
  'What the output is: `array` is a list of objects, `table` a table in a file, which may have many more rows.':
    '출력의 종류. `array`는 객체의 목록이고, `table`은 파일에 저장되는 표로, 행이 훨씬 많아도 됩니다.',
}
