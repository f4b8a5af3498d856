/** The Korean of what the catalogue says in English. */
export const FLOW: Readonly<Record<string, string>> = {
  Start: '시작',
  'Marks where a script starts and passes on the input of the execution. Optional.':
    '스크립트가 시작하는 곳을 표시하고 실행의 입력을 그대로 전달합니다. 없어도 됩니다.',
  End: '끝',
  'Sets the output of the whole execution.': '실행 전체의 출력을 정합니다.',
  'The output, any JSON value. Default: the input of the node.':
    '출력. 모든 JSON 값을 쓸 수 있습니다. 기본값: 노드의 입력.',
  Transform: '변환',
  'Computes a new value with a JSONata expression; `null` if the expression finds nothing.':
    'JSONata 식으로 새 값을 계산합니다. 식이 아무것도 찾지 못하면 `null`입니다.',
  'JSONata. `input` is the input of the node, `nodes.<id>` the output of an earlier node, `params` the input of the execution.':
    'JSONata. `input`은 노드의 입력, `nodes.<id>`는 앞선 노드의 출력, `params`는 실행의 입력입니다.',
  'What the output is: `value` (default) is what the expression results in, `table` a table of the items of a list in a file, which may be larger than an output.':
    '출력의 종류. `value`(기본값)는 식의 결과이고, `table`은 목록의 항목을 담은 파일의 표로, 출력의 최대 크기보다 커도 됩니다.',
  Condition: '조건',
  'Passes its input on unchanged through port `true` or `false`. These count as `false`: `null`, 0, empty strings, empty objects, arrays without a true item, and an expression that finds nothing.':
    '입력을 바꾸지 않고 `true` 또는 `false` 포트로 전달합니다. `null`, 0, 빈 문자열, 빈 객체, 참인 항목이 없는 배열, 아무것도 찾지 못한 식은 `false`로 봅니다.',
  'JSONata. Its result decides the port.': 'JSONata. 결과에 따라 포트가 정해집니다.',
  Switch: '분기',
  'Passes its input on unchanged through the port named by the expression, or through `default` if no case matches.':
    '입력을 바꾸지 않고 식의 결과와 이름이 같은 포트로 전달합니다. 맞는 경우가 없으면 `default`로 전달합니다.',
  'JSONata. Its result is compared with the cases as text: 200 as "200", true as "true".':
    'JSONata. 결과를 텍스트로 바꾸어 각 경우와 비교합니다. 200은 "200", true는 "true"입니다.',
  'The names of the ports in addition to `default`.': '`default` 외에 쓸 포트의 이름.',
  Merge: '병합',
  'Waits for all branches that lead to it and combines their outputs. Branches that were not taken are left out.':
    '이 노드로 이어지는 모든 분기를 기다려 출력을 합칩니다. 실행되지 않은 분기는 제외합니다.',
  '`auto`: a single output unchanged, several as an object by node id. `object`: always an object by node id. `array`: a list in the order of the connections. `assign`: objects merged into one; later fields win. `concat`: arrays concatenated.':
    '`auto`: 출력이 하나면 그대로, 여럿이면 노드 id별 객체. `object`: 항상 노드 id별 객체. `array`: 연결 순서대로 나열한 목록. `assign`: 객체를 하나로 합치며 같은 필드는 뒤의 값이 남습니다. `concat`: 배열을 이어 붙입니다.',
}
