import type { IncomingMessage } from 'node:http'

const TIMER = Symbol('when the body of a request must have arrived')

type Request = IncomingMessage & { [TIMER]?: NodeJS.Timeout }

const hasBody = ({ headers }: Request): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0

/** Calls `onLate` unless the whole body has arrived by then. (Node's own timeout cannot be lifted for one request.) */
export const startBodyTimeout = (request: Request, ms: number, onLate: () => void): void => {
  if (!hasBody(request)) return
  const timer = setTimeout(() => {
    if (!request.complete) onLate()
  }, ms)
  // A connection that was lost must not keep the process from ending.
  timer.unref()
  request[TIMER] = timer
  // Also after an answer that did not wait for the body.
  request.once('close', () => clearTimeout(timer))
}

/** For a body that may take as long as it keeps arriving; its reader must see to that. */
export const liftBodyTimeout = (request: Request | undefined): void => clearTimeout(request?.[TIMER])
