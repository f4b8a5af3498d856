/** The Korean of what the catalogue says in English. */
export const HTTP: Readonly<Record<string, string>> = {
  'HTTP request': 'HTTP 요청',
  'Sends a request and passes on `{status, headers, body}`; a repeated header is a list. A JSON body becomes its value, a text body a string, any other body `{"base64": …}`, and an empty one `null`, unless `response_type` is set. Only public addresses can be reached, and others that the server’s configuration allows.':
    '요청을 보내고 `{status, headers, body}`를 전달합니다. 여러 번 나온 헤더는 목록이 됩니다. `response_type`이 달리 정하지 않으면 JSON 본문은 그 값, 텍스트 본문은 문자열, 그 밖의 본문은 `{"base64": …}`, 빈 본문은 `null`이 됩니다. 공개된 주소와 서버 설정이 허용한 주소에만 연결할 수 있습니다.',
  'The request method: any token except `CONNECT`; it is sent in upper case.':
    '요청 메서드. `CONNECT` 외의 모든 토큰을 쓸 수 있고 대문자로 보냅니다.',
  'The absolute URL, `http` or `https`. User name and password in it are sent as basic authentication.':
    '`http` 또는 `https`의 절대 URL. URL에 든 사용자 이름과 비밀번호는 기본 인증으로 보냅니다.',
  'Request headers by name; `null` leaves a header out, even one that is added by default. Values may use `{{ $secret("name") }}`. After a redirect to another origin, only `accept…`, `content-…` and `user-agent` are sent.':
    '이름별 요청 헤더. `null`이면 자동으로 붙는 헤더도 뺍니다. 값에 `{{ $secret("name") }}`을 쓸 수 있습니다. 다른 출처로 리디렉션된 뒤에는 `accept…`, `content-…`, `user-agent`만 보냅니다.',
  'Credentials, which replace those in `headers` and in the URL; they are sent only to the origin of the URL. Values may use `{{ $secret("name") }}`.':
    '`headers`나 URL에 든 것을 대신하는 자격 증명. URL의 출처에만 보냅니다. 값에 `{{ $secret("name") }}`을 쓸 수 있습니다.',
  'User name and password as basic authentication.': '기본 인증으로 보내는 사용자 이름과 비밀번호.',
  'The user name, without `:`.': '사용자 이름. `:`은 쓸 수 없습니다.',
  'The password.': '비밀번호.',
  'A token in the header `authorization`.': '`authorization` 헤더로 보내는 토큰.',
  'The token.': '토큰.',
  'A value in a header of its own.': '별도의 헤더로 보내는 값.',
  'The name of the header.': '헤더의 이름.',
  'Its value.': '헤더의 값.',
  'Query parameters, added after the query of the URL, which is not changed. A list repeats its name, `null` is omitted. Values may use `{{ $secret("name") }}`; the URL itself may not.':
    'URL에 이미 적힌 쿼리 뒤에 덧붙입니다. 목록이면 이름을 되풀이하고 `null`은 뺍니다. 값에는 `{{ $secret("name") }}`을 쓸 수 있지만 URL 자체에는 쓸 수 없습니다.',
  'The request body; none if missing or `null`. For `form` and `multipart` an object with the fields, in which a list repeats its name; a field of `multipart` may be a file: `{file, filename?, content_type?}`. For `file` the path of the file. It may use `{{ $secret("name") }}`.':
    '요청 본문. 없거나 `null`이면 본문 없이 보냅니다. `form`과 `multipart`에는 필드를 담은 객체를 쓰며, 목록이면 이름을 되풀이합니다. `multipart`의 필드는 `{file, filename?, content_type?}` 형식의 파일일 수 있습니다. `file`에는 파일 경로를 씁니다. `{{ $secret("name") }}`을 쓸 수 있습니다.',
  'How to encode the body; also sets the content type unless `headers` does. Default: `text` for a string, `form` or `multipart` for an object whose content type says so, `json` for any other value. `file` sends a file of the selected folder.':
    '본문의 형식. `headers`에 없으면 콘텐츠 유형도 정합니다. 기본값: 문자열은 `text`, 콘텐츠 유형이 그렇게 정한 객체는 `form`이나 `multipart`, 그 밖의 값은 `json`. `file`은 선택한 폴더의 파일을 보냅니다.',
  'How to pass on the body. `auto`: JSON as its value, text as a string, anything else as `{"base64": …}`, and an empty body as `null`. `json`: fails if the body is not JSON. `file`: saves the body of a 2xx answer and passes on the `{path, size}` of the file; other answers are passed on as with `auto`.':
    '응답 본문을 전달하는 방법. `auto`: JSON은 그 값, 유형이나 문자 집합이 텍스트면 문자열, 그 밖에는 `{"base64": …}`, 비어 있으면 `null`. `json`은 JSON이 아니면 실패합니다. `file`은 2xx 응답의 본문을 저장하고 파일의 `{path, size}`를 전달하며, 다른 응답은 `auto`처럼 전달합니다.',
  'With `response_type: file`, where to save the body in the selected folder. A file there is replaced.':
    '`response_type: file`일 때 본문을 저장할, 선택한 폴더 안의 경로. 이미 있는 파일은 바꿉니다.',
  'Whether the request follows redirects, up to five. Cookies that are set on the way are sent along. With `false`, a redirect is passed on like any other answer.':
    '리디렉션을 다섯 번까지 따라갈지 여부. 도중에 설정된 쿠키도 함께 보냅니다. `false`이면 리디렉션도 다른 응답처럼 전달합니다.',
  'Whether the node fails with `HTTP_STATUS` when the status is 400 or higher.':
    '상태가 400 이상이면 노드가 `HTTP_STATUS`로 실패할지 여부.',
  'Time limit of the whole exchange, redirects included. Default: 30 seconds.':
    '리디렉션을 포함한 통신 전체의 시간 제한. 기본값: 30초.',
}
