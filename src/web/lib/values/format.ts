import type { Locale } from '../locale.ts'

const SECOND_MS = 1000
const MINUTE_MS = 60 * SECOND_MS
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

const unit = (locale: Locale, name: string, value: number, digits = 0): string =>
  new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: name,
    unitDisplay: 'narrow',
    maximumFractionDigits: digits,
  }).format(value)

/** Such as `12 ms`, `3.4 s`, `2 m 5 s`: the two largest units are enough to compare. */
export const formatDuration = (ms: number, locale: Locale): string => {
  if (ms < SECOND_MS) return unit(locale, 'millisecond', Math.round(ms))
  if (ms < MINUTE_MS) return unit(locale, 'second', ms / SECOND_MS, ms < 10 * SECOND_MS ? 1 : 0)
  const [size, name, restSize, restName] =
    ms < HOUR_MS
      ? ([MINUTE_MS, 'minute', SECOND_MS, 'second'] as const)
      : ms < DAY_MS
        ? ([HOUR_MS, 'hour', MINUTE_MS, 'minute'] as const)
        : ([DAY_MS, 'day', HOUR_MS, 'hour'] as const)
  const rest = Math.floor((ms % size) / restSize)
  const whole = unit(locale, name, Math.floor(ms / size))
  return rest === 0 ? whole : `${whole} ${unit(locale, restName, rest)}`
}

const ages: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['day', DAY_MS],
  ['hour', HOUR_MS],
  ['minute', MINUTE_MS],
  ['second', SECOND_MS],
]

/** Such as `5 minutes ago` or `in 2 hours`; times of other months as dates. */
export const formatAge = (iso: string, now: number, locale: Locale): string => {
  const time = Date.parse(iso)
  const passed = time - now
  if (Math.abs(passed) > 30 * DAY_MS)
    return new Date(time).toLocaleDateString(locale, { dateStyle: 'medium' })
  const format = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })
  const [name, size] = ages.find(([, ms]) => Math.abs(passed) >= ms) ?? ['second', SECOND_MS]
  return format.format(Math.trunc(passed / size), name)
}

/** On the clock of this browser, or of a time zone if the browser knows it. */
export const formatTime = (iso: string, locale: Locale, timeZone?: string): string => {
  const styles = { dateStyle: 'medium', timeStyle: 'medium' } as const
  const time = new Date(iso)
  try {
    return time.toLocaleString(locale, { ...styles, timeZone })
  } catch {
    return time.toLocaleString(locale, styles)
  }
}

const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const

export const formatBytes = (bytes: number, locale: Locale): string => {
  const step = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(bytes, 1)) / 3))
  const value = bytes / 1000 ** step
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: units[step] ?? 'byte',
    // The short name of bytes has no plural.
    unitDisplay: step === 0 ? 'long' : 'short',
    maximumFractionDigits: value < 10 && step > 0 ? 1 : 0,
  }).format(value)
}

export const formatNumber = (value: number, locale: Locale): string =>
  new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }).format(value)
