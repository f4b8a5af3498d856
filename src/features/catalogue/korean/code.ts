/** The Korean of what the catalogue says in English. */
export const CODE: Readonly<Record<string, string>> = {
  Code: '코드',
  'Runs JavaScript in a sandbox without files, network or packages, with limits on time, memory and output size. The returned value is converted to JSON: a BigInt to a decimal string, a date to an ISO string, a Map to an object, a Set to a list, an error to its name and message, `undefined` to `null`; a promise or a function is an error. The output of `console` is in the result of the node.':
    '파일, 네트워크, 패키지가 없고 시간, 메모리, 출력 크기가 제한된 샌드박스에서 JavaScript를 실행합니다. 반환값은 JSON으로 바꿉니다. BigInt는 십진수 텍스트, 날짜는 ISO 텍스트, Map은 객체, Set은 목록, 오류는 이름과 메시지, `undefined`는 `null`이 되며, 프로미스나 함수는 오류입니다. `console`에 쓴 내용은 노드의 결과에 남습니다.',
  'The body of an async function. `input` is the input of the node, `nodes.<id>` the output of an earlier node, `params` the input of the execution, `execution` its ids, `loop` the item and the index inside a loop, `$vars` the variables. The returned value is the output.':
    '비동기 함수의 본문. `input`은 노드의 입력, `nodes.<id>`는 앞선 노드의 출력, `params`는 실행의 입력, `execution`은 실행의 id, `loop`는 반복 안의 항목과 번호, `$vars`는 변수입니다. 반환값이 출력이 됩니다.',
}
