/** The Korean of what the catalogue says in English. */
export const FILE_READ: Readonly<Record<string, string>> = {
  'Read file': '파일 읽기',
  'Reads a file in the selected folder. It may be read again after a restart.':
    '선택한 폴더의 파일을 읽습니다. 서버를 다시 시작하면 다시 읽을 수 있습니다.',
  'The path in the selected folder.': '선택한 폴더 안의 경로.',
  'How to read the file: `ndjson` has a JSON value in each line, `bytes` gives Base64 text.':
    '파일을 읽는 방법. `ndjson`은 줄마다 JSON 값이 하나씩 있고, `bytes`는 Base64 텍스트가 됩니다.',
  'The encoding of the text. A byte order mark in the file overrules it. Not for `bytes`.':
    '텍스트의 인코딩. 파일에 바이트 순서 표시가 있으면 그것이 우선합니다. `bytes`에는 쓰지 않습니다.',
  'The separator between the cells of a `csv` file. Default: what a first line `sep=;` says, or the one of `,` `;` tab `|` that fits the first lines.':
    '`csv` 파일의 셀 구분자. 기본값: 첫 줄 `sep=;`이 정한 것, 또는 `,` `;` 탭 `|` 중 앞의 몇 줄에 맞는 것.',
  'Whether the first line of a `csv` file contains the column names, or the names if it does not. Each row is an object, without its missing cells and with those beyond the named columns in a list under `_extra`. With `false` it is a list.':
    '`csv` 파일의 첫 줄에 열 이름이 있는지 여부, 없으면 열 이름의 목록. 각 행은 객체가 되며, 없는 셀은 빠지고 이름이 없는 열의 셀은 `_extra` 목록에 들어갑니다. `false`이면 각 행이 목록이 됩니다.',
  'The only columns of a `csv` file to read, in this order.':
    '`csv` 파일에서 읽을 열. 이 순서대로 읽고 나머지는 읽지 않습니다.',
  'The character around cells of a `csv` file that contain special characters; empty for none.':
    '구분자 등의 기호가 든 `csv` 셀을 감싸는 문자. 비우면 쓰지 않습니다.',
  'The character before a quote within a quoted cell. Default: the quote itself.':
    '따옴표로 감싼 셀 안에서 따옴표 앞에 오는 문자. 기본값: 따옴표 자신.',
  'Lines of a `csv` file that start with this character are skipped.':
    '이 문자로 시작하는 `csv` 파일의 줄은 건너뜁니다.',
  'Whether the space around cells of a `csv` file is removed, except within quotes.':
    '`csv` 파일의 셀 앞뒤 공백을 없앨지 여부. 따옴표 안의 공백은 남습니다.',
  'How many lines stand in a `csv` file before the table.': '`csv` 파일에서 표 앞에 있는 줄 수.',
  'Most rows of a `csv` file or values of an `ndjson` file to read. The rest is not looked at.':
    '읽을 `csv` 파일의 행 또는 `ndjson` 파일의 값의 최대 개수. 나머지는 보지 않습니다.',
  'Whether cells of a `csv` file become numbers, booleans, and `null` when they are empty. Cells in quotes, and numbers that would not come out the same, such as `007`, stay text. Default: only with `as` `table`.':
    '`csv` 파일의 셀을 숫자와 불리언으로, 빈 셀을 `null`로 바꿀지 여부. 따옴표로 감싼 셀과 `007`처럼 모양이 달라질 숫자는 텍스트로 남습니다. 기본값: `as`가 `table`일 때만 바꿉니다.',
  'What the output is: `value` is what the file contains, `table` a table in a file, for far more rows than an output may have. For `csv`, `ndjson`, and a list in `json`; nodes `sql`, `for_each` and `file_write` take it.':
    '출력의 종류. `value`는 파일의 내용이고, `table`은 파일에 저장되는 표로, 출력에 담을 수 없을 만큼 행이 많아도 됩니다. `csv`, `ndjson`, `json`의 목록에 쓰며 `sql`, `for_each`, `file_write` 노드가 표를 받습니다.',
}
