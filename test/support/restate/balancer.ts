import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { portOf } from '../net/port.ts'
import type { Cleaner } from '../sqld/sqld.ts'

/** Bytes of connections, which stand still while it is closed. */
class Gate {
  readonly #pairs = new Map<Socket, Socket>()
  #opened = Promise.withResolvers<void>()
  #isClosed = false

  get opened(): Promise<void> {
    return this.#isClosed ? this.#opened.promise : Promise.resolve()
  }

  join(socket: Socket, target: Socket) {
    this.#pairs.set(socket, target)
    socket.on('close', () => this.#pairs.delete(socket))
    if (this.#isClosed) this.#hold(socket, target)
    else socket.pipe(target).pipe(socket)
  }

  close() {
    this.#isClosed = true
    for (const [socket, target] of this.#pairs) this.#hold(socket, target)
  }

  open() {
    this.#isClosed = false
    this.#opened.resolve()
    this.#opened = Promise.withResolvers()
    for (const [socket, target] of this.#pairs) socket.pipe(target).pipe(socket)
  }

  #hold(socket: Socket, target: Socket) {
    socket.unpipe(target).pause()
    target.unpipe(socket).pause()
  }
}

/**
 * Passes TCP connections on to the targets in turn, and past those that refuse them. When it is cut, connections stay open
 * and nothing arrives, as when a cable is pulled out.
 */
export const startBalancer = async (t: Cleaner, targets: () => readonly number[]) => {
  let turn = 0
  const gate = new Gate()
  const sockets = new Set<Socket>()
  const track = (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => socket.destroy())
    socket.on('close', () => sockets.delete(socket))
  }
  const pass = (socket: Socket, left: number) => {
    const ports = targets()
    const port = ports[turn++ % ports.length]
    if (port === undefined || left === 0 || socket.destroyed) {
      socket.destroy()
      return
    }
    const target = connect(port, '127.0.0.1')
    let isOpen = false
    track(target)
    target.on('connect', () => {
      isOpen = true
      gate.join(socket, target)
    })
    target.on('close', () => {
      if (isOpen) socket.destroy()
      else pass(socket, left - 1)
    })
    socket.on('close', () => target.destroy())
  }
  const server = createServer((socket) => {
    track(socket)
    void gate.opened.then(() => pass(socket, targets().length))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    server.close()
    for (const socket of sockets) socket.destroy()
  })
  const port = portOf(server)
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    cut: () => gate.close(),
    mend: () => gate.open(),
  }
}

export type Balancer = Awaited<ReturnType<typeof startBalancer>>
