import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import type { TestContext } from 'node:test'
import { portOf } from './port.ts'

/** A URL of this machine that refuses connections, for as long as the test lasts. */
export const refusedUrl = async (t: TestContext): Promise<string> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  // The client's own port is taken, so that nothing can listen on it, and accepts nothing.
  const client = connect(portOf(server), '127.0.0.1')
  const [[accepted]] = await Promise.all([once(server, 'connection'), once(client, 'connect')])
  t.after(() => {
    client.destroy()
    accepted.destroy()
    server.close()
  })
  return `http://127.0.0.1:${client.localPort}`
}
