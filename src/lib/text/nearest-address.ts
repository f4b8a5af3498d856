import { misspelled } from './nearest.ts'

/** Longer addresses are not compared. */
const MAX_LENGTH = 200

/** The address that one without a route most likely means: with another slash, a letter changed, or below a base. */
export const nearestAddress = (
  path: string,
  patterns: readonly string[],
  base: string,
): string | undefined => {
  const given = segmentsOf(path)
  if (path.length > MAX_LENGTH || given.length === 0) return undefined
  const known = patterns.map(segmentsOf)
  for (const segments of [given, [base, ...given]]) {
    const corrected = known.flatMap((pattern) => correct(segments, pattern) ?? [])
    const [best] = corrected.toSorted((one, other) => one.changes - other.changes)
    if (best) return best.address
  }
  return undefined
}

const segmentsOf = (path: string): string[] => path.split('/').filter((segment) => segment !== '')

const correct = (given: readonly string[], pattern: readonly string[]) => {
  if (given.length !== pattern.length) return undefined
  const segments = pattern.map((name, index) => {
    const segment = given[index] ?? ''
    return name.startsWith(':') || name === segment ? segment : misspelled(segment, [name])
  })
  if (segments.includes(undefined)) return undefined
  const changes = segments.filter((segment, index) => segment !== given[index]).length
  return { address: `/${segments.join('/')}`, changes }
}
