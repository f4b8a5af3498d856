import { failedExpression } from '../../../mistakes/failures.ts'
import { formatDate } from '../../format-date.ts'
import { parseDate } from '../../parse-date.ts'
import type { AddedFunction } from '../define.ts'
import { localTime, readTime, type Time, zoneOf } from './times.ts'

export const formatDateFunction: AddedFunction = {
  name: 'formatDate',
  parameters: 'time, picture?, zone?',
  signature: '<(sn)-s?s?:s>',
  description:
    'A time, in ISO 8601 or as milliseconds since 1970, formatted as the picture describes, in the local time of a zone (UTC by default).',
  examples: [
    {
      expression: '$formatDate("2026-07-01T12:00:00Z", "[D].[M].[Y] [H01]:[m01]", "Europe/Berlin")',
      value: '1.7.2026 14:00',
    },
    { expression: '$formatDate(0, "[Y]-[M01]-[D01]")', value: '1970-01-01' },
  ],
  implement:
    () =>
    (time?: Time, picture?: string, zone = 'Z') => {
      if (picture !== undefined) checkPicture('$formatDate', picture)
      const timeZone = zoneOf('$formatDate', zone)
      if (time === undefined) return undefined
      return formatDate(readTime('$formatDate', time, timeZone).epochMilliseconds, picture, zone)
    },
}

export const parseDateFunction: AddedFunction = {
  name: 'parseDate',
  parameters: 'text, picture?, zone?',
  signature: '<s-s?s?:s>',
  description:
    'The time in a string, which is in ISO 8601 or in the format of the picture, as ISO 8601 in UTC. It is taken as the local time of the zone unless it has an offset of its own.',
  examples: [
    {
      expression: '$parseDate("1.7.2026 14:00", "[D].[M].[Y] [H01]:[m01]", "Europe/Berlin")',
      value: '2026-07-01T12:00:00.000Z',
    },
    { expression: '$parseDate("2026-07-01")', value: '2026-07-01T00:00:00.000Z' },
  ],
  implement: () => parseTime,
}

function parseTime(this: unknown, text?: string, picture?: string, zone = 'Z'): string | undefined {
  if (picture !== undefined) checkPicture('$parseDate', picture)
  const timeZone = zoneOf('$parseDate', zone)
  if (text === undefined) return undefined
  if (picture === undefined) return isoOf(readTime('$parseDate', text, timeZone))
  const millis = parseDate.call(this, text, picture, '$parseDate')
  if (typeof millis !== 'number') {
    throw failedExpression(`$parseDate: ${shown(text)} does not match the picture ${shown(picture)}`)
  }
  if (HAS_OFFSET.test(picture)) return new Date(millis).toISOString()
  return isoOf(localTime(new Date(millis).toISOString().slice(0, -1), timeZone))
}

const HAS_OFFSET = /(?<!\[)\[\s*[zZ]/

const isoOf = ({ epochMilliseconds }: Temporal.ZonedDateTime) => new Date(epochMilliseconds).toISOString()

const checkPicture = (caller: string, picture: string) => {
  if (/\[\s*\w/.test(picture)) return
  throw failedExpression(
    `${caller}: the picture ${shown(picture)} has no part in brackets; write it as in "[Y0001]-[M01]-[D01] [H01]:[m01]"`,
  )
}

const shown = (text: string) => JSON.stringify(text.slice(0, 100))
