const LONGEST_WAIT_MS = 300_000

export const RESPOND_ASYNC = 'respond-async'

/** How long a caller wants to wait for an execution, and what of its wish (RFC 7240) was followed. */
export interface Wait {
  readonly ms: number
  readonly applied: string | undefined
}

/** `respond-async` waits for nothing, `wait=N` up to N seconds, at most five minutes; anything else is ignored. */
export const waitOf = (prefer: string | undefined, defaultMs: number): Wait => {
  const wishes = (prefer ?? '').split(',').map((wish) => wish.trim().toLowerCase())
  if (wishes.includes(RESPOND_ASYNC)) return { ms: 0, applied: RESPOND_ASYNC }
  const seconds = wishes
    .map((wish) => /^wait=(\d{1,9})$/.exec(wish)?.[1])
    .find((digits) => digits !== undefined)
  if (seconds === undefined) return { ms: defaultMs, applied: undefined }
  const ms = Math.min(Number(seconds) * 1000, LONGEST_WAIT_MS)
  return { ms, applied: `wait=${ms / 1000}` }
}
