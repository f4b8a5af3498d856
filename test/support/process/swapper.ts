import { renameSync, rmSync, symlinkSync } from 'node:fs'
import { parentPort, Worker, workerData } from 'node:worker_threads'

interface Swap {
  /** Has a file or a folder now, and a link to `target` and that again in turns. */
  readonly name: string
  readonly target: string
}

/** Puts links in the place of what is there and back, as fast as it can, in a thread of its own. */
export const startSwapper = (swaps: readonly Swap[]) => {
  const worker = new Worker(new URL(import.meta.url), { workerData: swaps })
  return {
    /** Ends with everything in its place. */
    async stop(): Promise<number> {
      const swapped = new Promise<number>((resolve) => worker.once('message', resolve))
      worker.postMessage('stop')
      const count = await swapped
      await worker.terminate()
      return count
    },
  }
}

const swap = ({ name, target }: Swap) => {
  const aside = `${name}.aside`
  renameSync(name, aside)
  try {
    symlinkSync(target, name)
  } catch {
    // What is written meanwhile may have taken the name.
  }
  for (;;) {
    try {
      rmSync(name, { recursive: true, force: true })
      renameSync(aside, name)
      return
    } catch {
      // Taken once more.
    }
  }
}

const swapOn = (swaps: readonly Swap[]) => {
  let isStopped = false
  let count = 0
  const next = () => {
    for (let times = 0; times < 20; times++) swaps.forEach(swap)
    count += 20
    if (isStopped) parentPort?.postMessage(count)
    else setImmediate(next)
  }
  parentPort?.once('message', () => {
    isStopped = true
  })
  next()
}

if (parentPort && Array.isArray(workerData)) swapOn(workerData)
