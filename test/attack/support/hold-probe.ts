/**
 * Loaded into the attacked server before its own code: measures how long the event loop is held, and how much it works
 * while a bystander's request is handled, in processor time of the main thread, so that a busy machine does not count.
 * Answers every message with `HoldFigures` and starts anew.
 */
import { subscribe } from 'node:diagnostics_channel'
import type { IncomingMessage } from 'node:http'

/** A timer that is due this often finds out how much was computed before its turn. */
const TICK_MS = 2

/** Requests with this header are a bystander's. */
export const BYSTANDER_HEADER = 'x-bystander'

export interface HoldFigures {
  /** Most milliseconds of processor time between two turns of the timer. */
  readonly longestHoldMs: number
  /** Processor time of the main thread during each request of a bystander: its own, and that of others in between. */
  readonly bystanderMs: readonly number[]
}

const processorMs = () => {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}

let longestHoldMs = 0
let before = processorMs()
let bystanderMs: number[] = []
const startedAt = new WeakMap<object, number>()

const measure = () => {
  const now = processorMs()
  longestHoldMs = Math.max(longestHoldMs, now - before)
  before = now
}

const isBystander = (message: unknown): message is { readonly request: IncomingMessage } =>
  Object(message).request.headers[BYSTANDER_HEADER] !== undefined

setInterval(measure, TICK_MS).unref()

// It may have arrived as early as in the last turn.
subscribe('http.server.request.start', (message) => {
  if (isBystander(message)) startedAt.set(message.request, before)
})
subscribe('http.server.response.finish', (message) => {
  if (!isBystander(message)) return
  const start = startedAt.get(message.request)
  if (start !== undefined) bystanderMs.push(processorMs() - start)
})

process.on('message', () => {
  measure()
  process.send?.({ longestHoldMs, bystanderMs } satisfies HoldFigures)
  longestHoldMs = 0
  bystanderMs = []
})
// The attacked program must end as if nobody listened.
process.channel?.unref()
