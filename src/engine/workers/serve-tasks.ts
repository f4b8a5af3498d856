import { getHeapStatistics } from 'node:v8'
import { parentPort, workerData } from 'node:worker_threads'
import { createCollector } from '../../lib/system/collect-garbage.ts'
import { threadProcessorMs } from '../../lib/system/processor-time.ts'
import { lowerThreadPriority } from '../../lib/system/thread-priority.ts'
import type { Controls } from './controls.ts'

/** The main thread, which all callers share, then has three quarters of a processor that it has to share with a thread. */
const NICE_VALUE = 5
/** A heap that has grown further is made small again after the task, for those of other threads. */
const KEPT_HEAP_BYTES = 64 * 1024 * 1024

/** Makes what a worker does with each of its tasks. */
export type CreateHandler<Settings, Task, Reply> = (
  settings: Settings,
  controls: Controls,
) => (task: Task) => Reply | Promise<Reply>

export interface WorkerData<Settings = unknown> {
  readonly settings: Settings
  readonly controls: Controls
}

/** To be called by a worker's module: answers the tasks of its pool. */
export const serveTasks = <Settings, Task, Reply>(create: CreateHandler<Settings, Task, Reply>) => {
  const { settings, controls }: WorkerData<Settings> = workerData
  lowerThreadPriority(NICE_VALUE)
  const handle = create(settings, controls)
  let collect: (() => void) | undefined
  parentPort?.on('message', async (task: Task) => {
    Atomics.store(controls.cpuAtStart, 0, BigInt(Math.trunc(threadProcessorMs())))
    Atomics.store(controls.startedAt, 0, BigInt(Date.now()))
    parentPort?.postMessage(await handle(task))
    if (getHeapStatistics().total_heap_size <= KEPT_HEAP_BYTES) return
    collect ??= createCollector()
    collect()
  })
}
