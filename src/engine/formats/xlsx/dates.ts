/** Number formats that are built in and show a date or a time. */
const BUILT_IN: ReadonlySet<number> = new Set([
  14, 15, 16, 17, 18, 19, 20, 21, 22, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 45, 46, 47, 50, 51, 52, 53, 54,
  55, 56, 57, 58,
])

/** Texts, colours and conditions of a format, which may contain any letters. */
const LITERALS = /"[^"]*"|\\.|\[(?!h+\]|m+\]|s+\])[^\]]*\]|_.|\*./gi

/** Whether a number format shows a date or a time. */
export const isDateFormat = (id: number, code: string | undefined): boolean =>
  code === undefined ? BUILT_IN.has(id) : /[ymdhs]/i.test((code.split(';')[0] ?? '').replaceAll(LITERALS, ''))

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
