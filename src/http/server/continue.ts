import type { ServerResponse } from 'node:http'

const SENT = Symbol('that 100 Continue was sent')

type Response = ServerResponse & { [SENT]?: true }

/** Tells a client that waits with the body of its request (`Expect: 100-continue`) to send it. */
export const sendContinue = (response: Response): void => {
  if (response[SENT] || response.headersSent) return
  response[SENT] = true
  response.writeContinue()
}
