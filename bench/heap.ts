import { once } from 'node:events'

/** Heap in use after a full collection, in bytes, of a process started with `--inspect`. */
export const usedHeap = async (port: number): Promise<number> => {
  const response = await fetch(`http://127.0.0.1:${port}/json/list`)
  const [target] = Object(await response.json())
  const socket = new WebSocket(target.webSocketDebuggerUrl)
  await once(socket, 'open')
  const ask = async (id: number, method: string) => {
    socket.send(JSON.stringify({ id, method }))
    for (;;) {
      const [{ data }] = await once(socket, 'message')
      const answer = JSON.parse(data)
      if (answer.id === id) return answer.result
    }
  }
  await ask(1, 'HeapProfiler.collectGarbage')
  const { usedSize, backingStorageSize } = await ask(2, 'Runtime.getHeapUsage')
  socket.close()
  return usedSize + backingStorageSize
}
