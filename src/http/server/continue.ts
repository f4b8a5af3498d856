import type { IncomingMessage, ServerResponse } from 'node:http'

const SENT = Symbol('that 100 Continue was sent')

type Response = ServerResponse & { [SENT]?: true }

/** Tells a client that waits with the body of its request (`Expect: 100-continue`) to send it. */
export const sendContinue = (response: Response): void => {
  if (response[SENT] || response.headersSent) return
  response[SENT] = true
  response.writeContinue()
}

/** Calls `begin` when anything starts to read the body, so that a request that is refused before costs the client no body. */
export const beforeBodyIsRead = (request: IncomingMessage, begin: () => void): void => {
  const whenRead = (event: string | symbol) => {
    if (event !== 'data' && event !== 'readable') return
    request.off('newListener', whenRead)
    begin()
  }
  request.on('newListener', whenRead)
}
