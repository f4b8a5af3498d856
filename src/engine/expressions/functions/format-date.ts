import { failedExpression } from '../mistakes/failures.ts'
import { originalFunction } from './original.ts'
import { offsetSeconds } from './time-zone.ts'

const ISO = '[Y0001]-[M01]-[D01]T[H01]:[m01]:[s01].[f001][Z01:01t]'
const MAX_TIME = 8.64e15
/** A literal bracket, or a marker. */
const MARKER = /\[\[|\[([^\]]*)\]/g

const { implementation: format } = originalFunction('fromMillis')

/** A time as text, in a zone as `offsetSeconds` takes them. JSONata itself knows offsets without a colon only. */
export const formatDate = (millis?: number, picture?: string, zone?: string): unknown => {
  if (millis === undefined) return undefined
  if (!(Math.abs(millis) <= MAX_TIME)) throw failedExpression(`${millis} is out of the range of times`)
  if (zone === undefined) return format(millis, picture)
  const seconds = offsetSeconds(zone, millis)
  const minutes = Math.trunc(seconds / 60)
  const offset = `${String(Math.trunc(Math.abs(minutes) / 60)).padStart(2, '0')}${String(Math.abs(minutes) % 60).padStart(2, '0')}`
  if (minutes < 0) return format(millis + seconds * 1000, withNegative(picture ?? ISO, offset))
  return format(millis + (seconds - minutes * 60) * 1000, picture, `+${offset}`)
}

/** JSONata miscalculates offsets such as -03:30, so the zone is written into the picture. */
const withNegative = (picture: string, offset: string): string =>
  picture.replace(MARKER, (whole, marker?: string) =>
    /^\s*z/i.test(marker ?? '') ? String(format(0, whole, `+${offset}`)).replace('+', '-') : whole,
  )
