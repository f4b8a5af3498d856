/** The Korean of what the catalogue says in English. */
export const DATABASE: Readonly<Record<string, string>> = {
  Database: '데이터베이스',
  'Runs a statement in a PostgreSQL, MySQL or MariaDB database, or in an SQLite file of the selected folder, and passes on the rows of its result; for a statement without a result, and with `rows`, `{changes}`: how many rows it has changed. It may run again after a restart. Only public addresses can be reached, and others that the server’s configuration allows.':
    'PostgreSQL, MySQL, MariaDB 데이터베이스나 선택한 폴더의 SQLite 파일에서 문장을 실행하고 결과 행을 전달합니다. 결과가 없는 문장이거나 `rows`를 지정하면 바뀐 행의 수인 `{changes}`를 전달합니다. 서버를 다시 시작하면 다시 실행될 수 있습니다. 공개 주소와 서버 설정에서 허용한 주소에만 연결할 수 있습니다.',
  'The address of the database, kept as a secret: `postgres://user:password@host:5432/database`, `mysql://…` also for MariaDB, or `file:` with the path of an SQLite file in the selected folder. `?sslmode=require` encrypts and checks the certificate of the server, `no-verify` only encrypts; `?mode=rwc` creates a file, `ro` only reads it.':
    '데이터베이스의 주소. 시크릿으로 저장합니다. `postgres://user:password@host:5432/database`, MariaDB에도 쓰는 `mysql://…`, 또는 `file:`과 선택한 폴더에 있는 SQLite 파일의 경로입니다. `?sslmode=require`는 암호화하고 서버의 인증서를 확인하며, `no-verify`는 암호화만 합니다. `?mode=rwc`는 파일을 만들고, `ro`는 읽기만 합니다.',
  'One statement in the SQL of the database. Values belong in `parameters`, as `:name` in the statement: `{{ }}` has no meaning here.':
    '데이터베이스의 SQL 문법으로 쓴 문장 하나. 값은 `parameters`에 넣고 문장에는 `:name`으로 씁니다. 여기에서는 `{{ }}`가 아무 뜻도 없습니다.',
  'Values for `:name` in the query. Lists and objects are given as JSON text.':
    '질의의 `:name`에 넣을 값. 목록과 객체는 JSON 텍스트로 전달됩니다.',
  'A table or a list of objects: the query runs once for each row, with its columns as `:name`, all in one transaction.':
    '표나 객체의 목록. 질의가 행마다 한 번씩, 모두 한 트랜잭션에서 실행되며 행의 열을 `:name`으로 씁니다.',
  'What the rows of a result become: `array` is a list of objects, `table` a table in a file, which may have many more rows.':
    '결과 행의 형태. `array`는 객체의 목록이고, `table`은 파일에 저장되는 표로, 행이 훨씬 많아도 됩니다.',
}
