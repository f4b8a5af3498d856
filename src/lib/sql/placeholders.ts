export type Dialect = 'postgresql' | 'mysql' | 'sqlite'

/** A statement with the names of its placeholders, and the texts around them. */
export interface Statement {
  readonly texts: readonly string[]
  readonly names: readonly string[]
}

// Any language's letters, as columns have them. A cast (`::text`) and an assignment (`:=`) are no placeholders.
const IN_NAME = '\\p{L}\\p{M}\\p{N}_'
const NAME = `[\\p{L}_][${IN_NAME}]*`
const PLACEHOLDER = `(?<![:${IN_NAME}]):(${NAME})`
const LINE_COMMENT = '--[^\\n]*'
const COMMENT = '/\\*[\\s\\S]*?(?:\\*/|$)'
const quoted = (quote: string) => `${quote}(?:[^${quote}]|${quote}${quote})*${quote}`
const escaped = (quote: string) => `${quote}(?:[^${quote}\\\\]|\\\\[\\s\\S]|${quote}${quote})*${quote}`

/** Where nothing is a placeholder: comments, texts and names in quotes. */
const skipped: Readonly<Record<Dialect, readonly string[]>> = {
  postgresql: [
    LINE_COMMENT,
    COMMENT,
    `\\b[eE]${escaped("'")}`,
    quoted("'"),
    quoted('"'),
    '(?<!\\w)\\$(?<tag>(?:[A-Za-z_]\\w*)?)\\$[\\s\\S]*?\\$\\k<tag>\\$',
  ],
  mysql: [LINE_COMMENT, '#[^\\n]*', COMMENT, escaped("'"), escaped('"'), quoted('`')],
  sqlite: [LINE_COMMENT, COMMENT, quoted("'"), quoted('"'), quoted('`'), '\\[[^\\]]*\\]'],
}

export const splitStatement = (sql: string, dialect: Dialect): Statement => {
  const token = new RegExp([PLACEHOLDER, ...skipped[dialect]].join('|'), 'gu')
  const texts: string[] = []
  const names: string[] = []
  let from = 0
  for (const { 0: whole, 1: name, index } of sql.matchAll(token)) {
    if (name === undefined) continue
    texts.push(sql.slice(from, index))
    names.push(name)
    from = index + whole.length
  }
  return { texts: [...texts, sql.slice(from)], names }
}

/** The statement as the driver takes it. A name that occurs twice is two parameters, whose types may differ. */
export const statementText = ({ texts }: Statement, dialect: Dialect): string =>
  texts
    .map((text, index) => (index === 0 ? text : `${dialect === 'postgresql' ? `$${index}` : '?'}${text}`))
    .join('')

// Of SQLite alone, which numbers all of them in the order of their first places.
const PARAMETER = `\\?(?<number>\\d*)|(?<![:@$${IN_NAME}])(?<name>[:@$]${NAME})`

export interface Parameters {
  /** How many there are, by number. */
  readonly count: number
  /** Without the sign before them. */
  readonly names: readonly string[]
}

/** What a statement of SQLite takes by numbers or names. */
export const parametersOf = (sql: string): Parameters => {
  const token = new RegExp([PARAMETER, ...skipped.sqlite].join('|'), 'gu')
  const names = new Set<string>()
  let count = 0
  for (const { groups } of sql.matchAll(token)) {
    const { name, number } = groups ?? {}
    if (number !== undefined) count = number === '' ? count + 1 : Math.max(count, Number(number))
    if (name === undefined || names.has(name)) continue
    names.add(name)
    count++
  }
  return { count, names: [...names].map((name) => name.slice(1)) }
}
