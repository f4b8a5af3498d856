import type { Locale } from '../../lib/locale.ts'

const isNumber = (part: string | undefined): part is string => part !== undefined && /^\d+$/.test(part)

const stepOf = (part: string | undefined): number | undefined => {
  const [, step] = /^\*\/(\d+)$/.exec(part ?? '') ?? []
  return step === undefined ? undefined : Number(step)
}

/** 2026-11-01 was a Sunday. */
const weekday = (day: number, locale: Locale): string =>
  new Intl.DateTimeFormat(locale, { weekday: 'long', timeZone: 'UTC' }).format(Date.UTC(2026, 10, 1 + day))

const clock = (hour: string, minute: string): string => `${hour.padStart(2, '0')}:${minute.padStart(2, '0')}`

const daysOf = (text: string, locale: Locale): string | undefined => {
  if (/^(1-5|mon-fri)$/i.test(text)) return locale === 'ko' ? '평일' : 'weekdays'
  if (!/^[0-7](,[0-7])*$/.test(text)) return undefined
  const names = text.split(',').map((day) => weekday(Number(day) % 7, locale))
  return new Intl.ListFormat(locale).format(names)
}

const atTime = (time: string, [day, month, days]: readonly string[], locale: Locale): string | undefined => {
  if (month !== '*') return undefined
  if (day === '*' && days === '*') return locale === 'ko' ? `매일 ${time}` : `Every day at ${time}`
  if (day === '*' && days !== undefined) {
    const names = daysOf(days, locale)
    if (names === undefined) return undefined
    return locale === 'ko' ? `${names}마다 ${time}` : `On ${names} at ${time}`
  }
  if (!isNumber(day) || days !== '*') return undefined
  return locale === 'ko' ? `매월 ${day}일 ${time}` : `On day ${day} of each month at ${time}`
}

const everyMinutes = (minutes: number, locale: Locale): string => {
  if (minutes === 1) return locale === 'ko' ? '1분마다' : 'Every minute'
  return locale === 'ko' ? `${minutes}분마다` : `Every ${minutes} minutes`
}

/** At a minute of every hour, or of each of so many hours. */
const everyHours = (hours: number, minute: string, locale: Locale): string => {
  const isFull = Number(minute) === 0
  if (locale === 'ko') {
    return `${hours === 1 ? '매시' : `${hours}시간마다`} ${isFull ? '정각' : `${minute}분`}`
  }
  const every = hours === 1 ? 'Every hour' : `Every ${hours} hours`
  return isFull ? every : `${every} at minute ${minute}`
}

const repeated = (minute: string, hour: string | undefined, locale: Locale): string | undefined => {
  const minutes = minute === '*' ? 1 : stepOf(minute)
  if (minutes !== undefined) return hour === '*' ? everyMinutes(minutes, locale) : undefined
  const hours = hour === '*' ? 1 : stepOf(hour)
  return isNumber(minute) && hours !== undefined ? everyHours(hours, minute, locale) : undefined
}

/** A common cron expression in words; `undefined` for all others, which are shown unchanged. */
export const describeCron = (cron: string, locale: Locale): string | undefined => {
  const parts = cron.trim().split(/\s+/)
  const [minute, hour, ...dates] = parts
  if (parts.length !== 5 || minute === undefined) return undefined
  if (isNumber(minute) && isNumber(hour)) return atTime(clock(hour, minute), dates, locale)
  return dates.every((part) => part === '*') ? repeated(minute, hour, locale) : undefined
}
