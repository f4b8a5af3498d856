/** Number formats that are built in and show a date or a time. */
const BUILT_IN: ReadonlySet<number> = new Set([
  14, 15, 16, 17, 18, 19, 20, 21, 22, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 45, 46, 47, 50, 51, 52, 53, 54,
  55, 56, 57, 58,
])

/** Texts, colours and conditions of a format, which may contain any letters. */
const LITERALS = /"[^"]*"|\\.|\[(?!h+\]|m+\]|s+\])[^\]]*\]|_.|\*./gi

const BUILT_IN_ELAPSED = 46

/** `date` also for a time of day, `elapsed` for hours, minutes or seconds beyond a day, such as 36:00. */
export type DateKind = 'date' | 'elapsed'

/** What a number format shows; `undefined` for a number. */
export const dateKind = (id: number, code: string | undefined): DateKind | undefined => {
  if (code === undefined) return id === BUILT_IN_ELAPSED ? 'elapsed' : BUILT_IN.has(id) ? 'date' : undefined
  const signs = (code.split(';')[0] ?? '').replaceAll(LITERALS, '')
  if (/\[(h+|m+|s+)\]/i.test(signs)) return 'elapsed'
  return /[ymdhs]/i.test(signs) ? 'date' : undefined
}

const DAY_SECONDS = 86_400

/** Hours, minutes and seconds of a number of days. */
export const elapsedTime = (days: number): string => {
  const seconds = Math.round(Math.abs(days) * DAY_SECONDS)
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
  return (days < 0 ? '-' : '') + parts.map((part) => String(part).padStart(2, '0')).join(':')
}

const DAY_MS = 86_400_000
const EPOCH_1900 = Date.UTC(1899, 11, 30)
const EPOCH_1904 = Date.UTC(1904, 0, 1)
const MAX_DAYS = 2_958_466

/** The date, the time of day, or both, of a cell that shows one; `undefined` for a number that is none. */
export const dateOf = (days: number, isFrom1904: boolean): string | undefined => {
  if (!(days >= 0 && days < MAX_DAYS)) return undefined
  const milliseconds = Math.round(days * 86_400) * 1000
  // In the calendar that starts in 1900, that year has a 29th of February.
  const epoch = isFrom1904 ? EPOCH_1904 : EPOCH_1900 + (days < 60 ? DAY_MS : 0)
  const text = new Date(epoch + milliseconds).toISOString()
  if (days < 1) return text.slice(11, 19)
  return milliseconds % DAY_MS === 0 ? text.slice(0, 10) : text.slice(0, 19)
}
