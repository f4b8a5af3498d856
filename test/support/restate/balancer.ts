import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { portOf } from '../net/port.ts'
import type { Cleaner } from '../sqld/sqld.ts'

/** Passes TCP connections on to the targets in turn, and past those that refuse them. */
export const startBalancer = async (t: Cleaner, targets: () => readonly number[]) => {
  let turn = 0
  const sockets = new Set<Socket>()
  const track = (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => socket.destroy())
    socket.on('close', () => sockets.delete(socket))
  }
  const pass = (socket: Socket, left: number) => {
    const ports = targets()
    const port = ports[turn++ % ports.length]
    if (port === undefined || left === 0) {
      socket.destroy()
      return
    }
    const target = connect(port, '127.0.0.1')
    let isOpen = false
    track(target)
    target.on('connect', () => {
      isOpen = true
      socket.pipe(target).pipe(socket)
    })
    target.on('close', () => {
      if (isOpen) socket.destroy()
      else pass(socket, left - 1)
    })
    socket.on('close', () => target.destroy())
  }
  const server = createServer((socket) => {
    track(socket)
    pass(socket, targets().length)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    server.close()
    for (const socket of sockets) socket.destroy()
  })
  return { url: `http://127.0.0.1:${portOf(server)}` }
}
