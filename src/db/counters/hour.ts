/** How many characters of an ISO-8601 time name its hour. */
export const HOUR_LENGTH = '2026-11-24T10'.length

const START_OF_HOUR = ':00:00.000Z'

/** The hour in which an ISO-8601 time lies, as `execution_buckets` names it: `2026-11-24T10:00:00.000Z`. */
export const hourOf = (time: string): string => `${time.slice(0, HOUR_LENGTH)}${START_OF_HOUR}`

/** The same for a column or another expression of SQL. */
export const hourOfSql = (time: string): string => `substr(${time}, 1, ${HOUR_LENGTH}) || '${START_OF_HOUR}'`
