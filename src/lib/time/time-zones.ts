import { misspelled } from '../text/nearest.ts'

const SHORTEST = 4

/** The time zone that a wrong name most likely means: one that is misspelled, or whose city it is. */
export const nearestTimeZone = (name: string): string | undefined => {
  // Short ones are abbreviations, which name several zones.
  if (name.length < SHORTEST) return undefined
  const zones = Intl.supportedValuesOf('timeZone')
  const city = `/${name.trim().toLowerCase().replaceAll(' ', '_')}`
  return zones.find((zone) => zone.toLowerCase().endsWith(city)) ?? misspelled(name, zones)
}
