/** The Korean of what the catalogue says in English. */
export const ANSWERS: Readonly<Record<string, string>> = {
  Respond: '응답',
  'Answers the request of a webhook that waits for it (`"respond": "output"`), and passes on the answer as `{status, headers, body}`. The script goes on behind it. Of several, the first that runs answers; in executions that nothing waits for, it only passes on.':
    '응답을 기다리는 웹훅 요청(`"respond": "output"`)에 답하고, 그 답을 `{status, headers, body}`로 전달합니다. 스크립트는 그 뒤로도 계속됩니다. 여럿이면 먼저 실행된 것이 답하며, 아무도 기다리지 않는 실행에서는 전달만 합니다.',
  'The status of the answer.': '응답의 상태.',
  'Headers of the answer; `null` leaves one out. Without `Content-Type`, text is sent as `text/plain` and any other value as JSON.':
    '응답의 헤더. 값이 `null`이면 그 헤더를 보내지 않습니다. `Content-Type`이 없으면 텍스트는 `text/plain`으로, 그 밖의 값은 JSON으로 보냅니다.',
  'The body: text as it is, `{"base64": …}` as bytes, null as none, any other value as JSON. Default: the input of the node.':
    '본문. 텍스트는 그대로, `{"base64": …}`는 바이트로, null은 본문 없이, 그 밖의 값은 JSON으로 보냅니다. 기본값: 노드의 입력.',
  Log: '로그',
  'Writes a line to the server’s log, with the ids of the execution and the node, and to the result of the node, and passes its input on unchanged.':
    '실행과 노드의 id와 경로를 붙여 서버의 로그와 노드의 결과에 한 줄을 쓰고, 입력을 그대로 전달합니다.',
  'The text. Values other than strings are written as JSON. It is cut after 10,000 characters, and not redacted, so keep secrets out.':
    '텍스트. 문자열이 아닌 값은 JSON으로 씁니다. 10,000자에서 자르며 비밀을 가리지 않으므로 비밀을 넣지 마세요.',
  'The log level. The server drops lines below its own level.':
    '로그 수준. 서버는 자신의 수준보다 낮은 줄을 버립니다.',
  Fail: '실패',
  'Fails with the given error, which is not retried.': '주어진 오류로 실패합니다. 다시 시도하지 않습니다.',
  'The error message. Values other than strings are written as JSON.':
    '오류 메시지. 문자열이 아닌 값은 JSON으로 씁니다.',
  'The error code, for programs to recognise.': '프로그램이 알아볼 오류 코드.',
  'Run a script': '스크립트 실행',
  'Runs another script as part of this execution and passes its output on.':
    '다른 스크립트를 이 실행의 일부로 실행하고 그 출력을 전달합니다.',
  'The id of the script to run.': '실행할 스크립트의 id.',
  'The input of that script, any JSON value. Default: the input of the node.':
    '그 스크립트의 입력. 모든 JSON 값을 쓸 수 있습니다. 기본값: 노드의 입력.',
  Count: '집계',
  'Adds to counters on the dashboard, all in one transaction.':
    '대시보드의 카운터에 더합니다. 모두 한 트랜잭션으로 처리합니다.',
  'The amount to add to each counter, which may be negative.': '카운터마다 더할 값. 음수일 수 있습니다.',
}
