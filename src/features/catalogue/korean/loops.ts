/** The Korean of what the catalogue says in English. */
export const LOOPS: Readonly<Record<string, string>> = {
  'For each': '항목별 반복',
  'Runs the nodes behind port `each` once per item, with the item as their input and `loop.index` and `loop.item` in scope. Then passes the list of their outputs, in the order of the items, on through port `done`.':
    '`each` 포트 뒤의 노드를 항목마다 한 번씩 실행합니다. 항목이 그 입력이 되고 `loop.index`와 `loop.item`을 쓸 수 있습니다. 끝나면 출력 목록을 항목 순서대로 `done`으로 전달합니다.',
  'JSONata that results in an array (`null` or nothing means no items) or a table, or an array, which may contain `{{ }}`. JSONata unwraps a single match; `[]` keeps the array, as in `input.orders[open][]`.':
    '결과가 배열(`null`이나 빈 결과는 항목이 없다는 뜻)이나 표인 JSONata, 또는 `{{ }}`를 담을 수 있는 배열. JSONata는 결과가 하나면 배열을 벗기므로 `input.orders[open][]`처럼 `[]`를 붙이면 배열로 남습니다.',
  'How many items are processed at once. With 1, effects happen in the order of the items.':
    '동시에 처리할 항목 수. 1이면 항목 순서대로 실행됩니다.',
  'How many rows of a table, or values of a list, make an item, which then is a list. Default: each is one.':
    '표의 행이나 목록의 값 몇 개를 한 항목으로 묶을지. 묶으면 항목은 목록이 됩니다. 기본값: 하나가 한 항목입니다.',
  'What the output is: `array` is the list of the outputs, `table` a table of them in a file, which may be larger than an output.':
    '출력의 종류. `array`는 출력의 목록이고, `table`은 출력을 담은 파일의 표로, 출력의 최대 크기보다 커도 됩니다.',
  Repeat: '횟수 반복',
  'Runs the nodes behind port `each` a number of times, with 0, 1, 2 … as their input. With `until`, it runs them until that is true: the first time with its own input, then with the output of the previous run. Then passes the list of their outputs on through port `done`.':
    '`each` 포트 뒤의 노드를 정한 횟수만큼 실행하며 0, 1, 2 …가 그 입력이 됩니다. `until`이 있으면 그것이 참이 될 때까지 실행합니다. 처음에는 자신의 입력을, 다음부터는 앞 회차의 출력을 입력으로 씁니다. 끝나면 출력 목록을 `done`으로 전달합니다.',
  'The number of iterations; with `until`, the maximum.': '반복 횟수. `until`이 있으면 최대 횟수입니다.',
  'JSONata, evaluated after each run; the first true result ends the loop. `input` is the output of the run, `loop.index` its number from 0 and `loop.item` its input.':
    '회차가 끝날 때마다 계산하는 JSONata. 결과가 처음 참이 되면 반복을 끝냅니다. `input`은 그 회차의 출력, `loop.index`는 0부터 센 회차 번호, `loop.item`은 그 회차의 입력입니다.',
  'What happens if `until` is not true after `times` runs: `fail` (default) with `REPEAT_LIMIT`, or `done` with the outputs.':
    '`times`번 실행해도 `until`이 참이 되지 않을 때의 동작: `fail`(기본값)은 `REPEAT_LIMIT`으로 실패하고, `done`은 출력 목록을 전달합니다.',
}
