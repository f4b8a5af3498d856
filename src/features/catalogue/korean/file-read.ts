/** The Korean of what the catalogue says in English. */
export const FILE_READ: Readonly<Record<string, string>> = {
  'Read file': '파일 읽기',
  'Reads a file in the selected folder. It may be read again after a restart.':
    '선택한 폴더의 파일을 읽습니다. 서버를 다시 시작하면 다시 읽을 수 있습니다.',
  'The path in the selected folder.': '선택한 폴더 안의 경로.',
  'How to read the file: `ndjson` has a JSON value in each line, `bytes` gives Base64 text. `xml` becomes objects by the names of elements, with lists for repeated ones, `@` before the names of attributes, and `#text` for text beside others. `xlsx` is read like `csv`, with dates as text. `auto` is what the content of the file shows, or the end of its name when that is not clear.':
    '파일을 읽는 방법. `ndjson`은 줄마다 JSON 값이 하나씩 있고, `bytes`는 Base64 텍스트가 됩니다. `xml`은 요소 이름을 키로 하는 객체가 되며, 되풀이되는 요소는 목록, 속성은 이름 앞에 `@`, 다른 것과 함께 있는 텍스트는 `#text`가 됩니다. `xlsx`는 `csv`처럼 읽고 날짜는 텍스트가 됩니다. `auto`는 파일의 내용을 보고 정하며, 내용으로 분명하지 않으면 파일 이름의 확장자를 따릅니다.',
  'How the file is compressed; unpacked, it may be as large as a file may be. Default: `none`, or with `auto` what the file shows.':
    '파일의 압축 방식. 압축을 푼 크기도 파일의 최대 크기를 넘을 수 없습니다. 기본값: `none`, 형식이 `auto`이면 파일을 보고 정합니다.',
  'Which file of a `zip` file to read. Not needed when there is only one.':
    '`zip` 파일 안에서 읽을 파일. 하나뿐이면 적지 않아도 됩니다.',
  'The sheet of an `xlsx` file: its name, or its number from 1. Default: the first one.':
    '`xlsx` 파일의 시트. 이름 또는 1부터 센 번호. 기본값: 첫 시트.',
  'The encoding of the text. A byte order mark in the file overrules it. Not for `bytes`. Default: what an `xml` file declares, and otherwise `utf-8`.':
    '텍스트의 인코딩. 파일에 바이트 순서 표시가 있으면 그것이 우선합니다. `bytes`에는 쓰지 않습니다. 기본값은 `xml` 파일이 선언한 인코딩이며, 없으면 `utf-8`입니다.',
  'The separator between the cells of a `csv` file. Default: what a first line `sep=;` says, or the one of `,` `;` tab `|` that fits the first lines.':
    '`csv` 파일의 셀 구분자. 기본값: 첫 줄 `sep=;`이 정한 것, 또는 `,` `;` 탭 `|` 중 앞의 몇 줄에 맞는 것.',
  'Whether the first line of a `csv` file or an `xlsx` sheet contains the column names, or the names if it does not. Each row is an object, without its missing cells and with those beyond the named columns in a list under `_extra`. With `false` it is a list.':
    '`csv` 파일이나 `xlsx` 시트의 첫 줄에 열 이름이 있는지 여부, 없으면 열 이름의 목록. 각 행은 객체가 되며, 없는 셀은 빠지고 이름이 없는 열의 셀은 `_extra` 목록에 들어갑니다. `false`이면 각 행이 목록이 됩니다.',
  'The only columns of a `csv` file or an `xlsx` sheet to read, in this order.':
    '`csv` 파일이나 `xlsx` 시트에서 읽을 열. 이 순서대로 읽고 나머지는 읽지 않습니다.',
  'The character around cells of a `csv` file that contain special characters; empty for none.':
    '구분자 등의 기호가 든 `csv` 셀을 감싸는 문자. 비우면 쓰지 않습니다.',
  'The character before a quote within a quoted cell. Default: the quote itself.':
    '따옴표로 감싼 셀 안에서 따옴표 앞에 오는 문자. 기본값: 따옴표 자신.',
  'Lines of a `csv` file that start with this character are skipped.':
    '이 문자로 시작하는 `csv` 파일의 줄은 건너뜁니다.',
  'Whether the space around cells of a `csv` file is removed, except within quotes.':
    '`csv` 파일의 셀 앞뒤 공백을 없앨지 여부. 따옴표 안의 공백은 남습니다.',
  'How many lines stand in a `csv` file, or rows in an `xlsx` sheet, before the table.':
    '`csv` 파일에서 표 앞에 있는 줄 수, 또는 `xlsx` 시트의 행 수.',
  'Most rows of a `csv` file or an `xlsx` sheet, or values of an `ndjson` file, to read. The rest is not looked at.':
    '읽을 `csv` 파일이나 `xlsx` 시트의 행 또는 `ndjson` 파일의 값의 최대 개수. 나머지는 보지 않습니다.',
  'Whether cells of a `csv` file, or texts of an `xml` file, become numbers, booleans, and `null` when they are empty. Cells in quotes, and numbers that would not come out the same, such as `007`, stay text. Default: only with `as` `table`.':
    '`csv` 파일의 셀이나 `xml` 파일의 텍스트를 숫자와 불리언으로, 빈 셀을 `null`로 바꿀지 여부. 따옴표로 감싼 셀과 `007`처럼 모양이 달라질 숫자는 텍스트로 남습니다. 기본값: `as`가 `table`일 때만 바꿉니다.',
  'What stands in cells of a `csv` file or an `xlsx` sheet that are `null`, such as `N/A`, also in quotes. Without them, a column of numbers stays one.':
    '`csv` 파일이나 `xlsx` 시트에서 `null`로 볼 셀의 텍스트. 예: `N/A`. 따옴표로 감싼 셀도 포함합니다. 이런 셀이 있어도 숫자 열은 숫자 열로 남습니다.',
  'What the output is: `value` is what the file contains, `table` a table in a file, for far more rows than an output may have. For `csv`, `xlsx`, `ndjson`, and a list in `json`; nodes `sql`, `for_each` and `file_write` take it.':
    '출력의 종류. `value`는 파일의 내용이고, `table`은 파일에 저장되는 표로, 출력에 담을 수 없을 만큼 행이 많아도 됩니다. `csv`, `xlsx`, `ndjson`, `json`의 목록에 쓰며 `sql`, `for_each`, `file_write` 노드가 표를 받습니다.',
}
