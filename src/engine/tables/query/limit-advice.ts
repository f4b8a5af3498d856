/** What SQLite says of a limit that it is built with and, with its value, what to do instead. */
const LIMITS: readonly (readonly [reason: RegExp, advice: string])[] = [
  [
    /^too many terms in compound SELECT/,
    'A query may join at most 500 SELECTs by UNION and the like. Pass the values as a table, or use several sql nodes.',
  ],
  [
    /^at most 64 tables in a join/,
    'A query may join at most 64 tables. Join some of them in a sql node before it.',
  ],
  [
    /^Expression tree is too large/,
    'An expression may be at most 1000 levels deep, of which each AND, OR and + is one. Use IN, or join with a table of the values.',
  ],
  [
    /^(parser stack overflow|Recursion limit)/,
    'The query is nested too deeply for SQLite. Use several sql nodes.',
  ],
  [
    /^too many arguments on function/,
    'A function may have at most 1000 arguments. Pass the values as a table, or as a list that json_each takes apart.',
  ],
  [
    /^LIKE or GLOB pattern too complex/,
    'A pattern of LIKE or GLOB may have at most 50000 bytes. Use a shorter one, or join with a table of patterns.',
  ],
  [
    /^too many terms in (GROUP|ORDER) BY/,
    'GROUP BY and ORDER BY may have at most 2000 terms. Take fewer columns, or make rows of them.',
  ],
  [
    /^variable number must be between/,
    'A query may have at most 32766 parameters. Pass the values as a table, or as a list that json_each takes apart.',
  ],
]

/** `undefined` when the failure is no limit of SQLite. */
export const limitAdvice = (reason: string): string | undefined =>
  LIMITS.find(([pattern]) => pattern.test(reason))?.[1]
