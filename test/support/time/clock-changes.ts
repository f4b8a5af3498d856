const MINUTE = 60_000

/** Changes of clocks, and a time of day that each skips or repeats; the last one is none. */
export const CLOCK_CHANGES = [
  { timezone: 'America/New_York', at: Date.UTC(2026, 2, 8, 7), fixed: '02:30' },
  { timezone: 'Europe/Berlin', at: Date.UTC(2026, 2, 29, 1), fixed: '02:30' },
  { timezone: 'Australia/Lord_Howe', at: Date.UTC(2026, 3, 4, 15), fixed: '01:45' },
  { timezone: 'Australia/Lord_Howe', at: Date.UTC(2026, 9, 3, 15, 30), fixed: '02:15' },
  { timezone: 'Europe/Berlin', at: Date.UTC(2026, 9, 25, 1), fixed: '02:30' },
  { timezone: 'America/New_York', at: Date.UTC(2026, 10, 1, 6), fixed: '01:30' },
  { timezone: 'Asia/Seoul', at: Date.UTC(2026, 10, 8, 17), fixed: '02:30' },
] as const

/** So long before and after a change ticks are looked at. */
export const AROUND_MS = 90 * MINUTE

const unique = <T>(items: readonly T[]) => [...new Set(items)]

/** Schedules of all zones: one at every quarter of an hour, the others once a day. */
export const CHANGING_SCHEDULES = unique(CLOCK_CHANGES.map(({ timezone }) => timezone)).flatMap(
  (timezone) => [
    { timezone, cron: '*/15 * * * *' },
    ...unique(CLOCK_CHANGES.map(({ fixed }) => fixed)).map((fixed) => {
      const [hour, minute] = fixed.split(':').map(Number)
      return { timezone, cron: `${minute} ${hour} * * *`, fixed }
    }),
  ],
)

/**
 * When one of them ticks around a change, by the system's own tables: once a day means the first time that clocks show
 * it, or when they have skipped it.
 */
export const ticksAround = (
  change: number,
  { timezone, fixed }: { readonly timezone: string; readonly fixed?: string },
): number[] => {
  const format = new Intl.DateTimeFormat('en-GB', { timeZone: timezone, timeStyle: 'short' })
  const minutes = Array.from({ length: (2 * AROUND_MS) / MINUTE }, (_, index) => {
    const at = change - AROUND_MS + (index + 1) * MINUTE
    return { at, before: format.format(at - MINUTE), shown: format.format(at) }
  })
  if (fixed === undefined)
    return minutes.filter(({ shown }) => Number(shown.slice(3)) % 15 === 0).map(({ at }) => at)
  const found =
    minutes.find(({ shown }) => shown === fixed) ??
    minutes.find(({ before, shown }) => before < fixed && fixed < shown)
  return found ? [found.at] : []
}
