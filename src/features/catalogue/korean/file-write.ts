/** The Korean of what the catalogue says in English. */
export const FILE_WRITE: Readonly<Record<string, string>> = {
  'Write file': '파일 쓰기',
  'Writes a file in the selected folder and passes on its `{path, size}`.':
    '선택한 폴더에 파일을 쓰고 `{path, size}`를 전달합니다.',
  'The content to write; of a table, all rows.': '쓸 내용. 표는 모든 행을 씁니다.',
  'Default: `text` for a string, `csv` for a table, `json` for any other value. `csv` takes a list of objects (all their keys become columns) or a list of lists, and so does `xlsx`, in one sheet of values. `ndjson` writes each item of a list in a line, `xml` takes an object with one field, named as `file_read` names them, and `bytes` Base64 text. `json` is indented, but a single line when appended.':
    '기본값: 문자열은 `text`, 표는 `csv`, 그 밖의 값은 `json`. `csv`에는 객체 목록(모든 키가 열이 됩니다)이나 목록의 목록을 쓰고, `xlsx`도 같으며 값만 담은 시트 하나가 됩니다. `ndjson`은 목록의 항목을 한 줄에 하나씩 쓰며, `xml`에는 필드가 하나인 객체를 `file_read`와 같은 이름으로, `bytes`에는 Base64 텍스트를 씁니다. `json`은 들여 쓰지만 덧붙일 때는 한 줄로 씁니다.',
  '`overwrite` and `create` write the whole file atomically; `create` fails when the file exists. `append` adds to the end: except for `text` and `bytes` on a new line, with the line ends and the encoding of the file, and rows of `csv` in the order of its header, which a new file gets. A crash may leave part of it.':
    '`overwrite`와 `create`는 파일 전체를 원자적으로 쓰며, `create`는 파일이 이미 있으면 실패합니다. `append`는 끝에 덧붙입니다. `text`와 `bytes`가 아니면 파일의 줄바꿈과 인코딩에 맞춰 새 줄에 쓰고, `csv`의 행은 헤더 순서를 따르며 새 파일에는 헤더를 씁니다. 서버가 갑자기 멈추면 일부만 남을 수 있습니다.',
  'How the file is compressed. A `zip` file has the content in one file.':
    '파일의 압축 방식. `zip` 파일에는 내용이 파일 하나로 들어갑니다.',
  'What the file in a `zip` file is called. Default: `content`.':
    '`zip` 파일에 들어가는 파일의 이름. 기본값: `content`.',
  'What the sheet of an `xlsx` file is called. Default: `Sheet1`.':
    '`xlsx` 파일의 시트 이름. 기본값: `Sheet1`.',
  'The encoding of the text. Characters that it cannot represent are an error. Not for `bytes`.':
    '텍스트의 인코딩. 그 인코딩에 없는 문자는 오류입니다. `bytes`에는 쓰지 않습니다.',
  'Whether a new file starts with a byte order mark, by which Excel recognises UTF-8. Default: for UTF-16 only.':
    '새 파일을 바이트 순서 표시로 시작할지 여부. Excel이 이것으로 UTF-8을 알아봅니다. 기본값: UTF-16일 때만.',
  'The line end of `json`, `ndjson` and `csv`. Default: `lf`, or that of the file when appended.':
    '`json`, `ndjson`, `csv`의 줄바꿈. 기본값: `lf`, 덧붙일 때는 파일의 줄바꿈.',
  'The separator between the cells of a `csv` file. Default: `,`, or that of the file when appended.':
    '`csv` 파일의 셀 구분자. 기본값: `,`, 덧붙일 때는 파일의 구분자.',
  'Whether the first line of a `csv` file or an `xlsx` sheet contains the column names, or the names to write there.':
    '`csv` 파일이나 `xlsx` 시트의 첫 줄에 열 이름을 쓸지 여부, 또는 거기에 쓸 이름.',
  'The fields to write to a `csv` file or an `xlsx` sheet, in this order. Default: all, in order of appearance.':
    '`csv` 파일이나 `xlsx` 시트에 쓸 필드. 이 순서대로 씁니다. 기본값: 나온 순서대로 모두.',
  'Whether text that looks like a number, a boolean or an empty cell is put in quotes in a `csv` file, so that `file_read` with `types` reads it as text.':
    '숫자, 불리언, 빈 셀처럼 보이는 텍스트를 `csv` 파일에서 따옴표로 감싸, `types`를 쓰는 `file_read`가 텍스트로 읽게 할지 여부.',
  "Whether text in a `csv` file that a spreadsheet would take for a formula, because it starts with `=` `+` `-` `@`, is prefixed with `'`. Numbers are not changed.":
    "`=` `+` `-` `@`로 시작해 스프레드시트가 수식으로 볼 `csv` 파일의 텍스트 앞에 `'`를 붙일지 여부. 숫자는 그대로 둡니다.",
  'Whether a new `csv` file starts with the line `sep=` that tells Excel the delimiter.':
    '새 `csv` 파일을 Excel에 구분자를 알리는 `sep=` 줄로 시작할지 여부.',
}
