import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:net'

// Systems give outgoing connections ports above these, which could take the port of a server that is just restarting.
const MIN_PORT = 10_000
const MAX_PORT = 30_000

const isFree = async (port: number): Promise<boolean> => {
  const server = createServer().listen(port, '127.0.0.1')
  try {
    await once(server, 'listening')
    return true
  } catch {
    return false
  } finally {
    server.close()
  }
}

/** A port that stays free of connections of others while its server is not running. */
export const servicePort = async (): Promise<number> => {
  for (;;) {
    const port = randomInt(MIN_PORT, MAX_PORT)
    if (await isFree(port)) return port
  }
}
