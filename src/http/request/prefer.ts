const MAX_WAIT_MS = 300_000

export const RESPOND_ASYNC = 'respond-async'

export interface Wait {
  readonly ms: number
  /** The preference that was honoured, for `Preference-Applied`. */
  readonly applied: string | undefined
}

/**
 * How long a caller wants to wait by its `Prefer` header (RFC 7240): `respond-async` not at all, `wait=N` up to N
 * seconds and at most five minutes. Other preferences are ignored.
 */
export const waitOf = (prefer: string | undefined, defaultMs: number): Wait => {
  const preferences = (prefer ?? '').split(',').map((preference) => preference.trim().toLowerCase())
  if (preferences.includes(RESPOND_ASYNC)) return { ms: 0, applied: RESPOND_ASYNC }
  const seconds = preferences
    .map((preference) => /^wait=(\d{1,9})$/.exec(preference)?.[1])
    .find((digits) => digits !== undefined)
  if (seconds === undefined) return { ms: defaultMs, applied: undefined }
  const ms = Math.min(Number(seconds) * 1000, MAX_WAIT_MS)
  return { ms, applied: `wait=${ms / 1000}` }
}
