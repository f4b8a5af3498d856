import { parentPort, workerData } from 'node:worker_threads'
import { threadProcessorMs } from '../../lib/system/processor-time.ts'
import type { Controls } from './controls.ts'

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
  const handle = create(settings, controls)
  parentPort?.on('message', async (task: Task) => {
    Atomics.store(controls.cpuAtStart, 0, BigInt(Math.trunc(threadProcessorMs())))
    Atomics.store(controls.startedAt, 0, BigInt(Date.now()))
    parentPort?.postMessage(await handle(task))
  })
}
