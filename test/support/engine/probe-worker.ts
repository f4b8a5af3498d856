import { readlinkSync } from 'node:fs'
import { getPriority } from 'node:os'
import { type CreateHandler, serveTasks } from '../../../src/engine/workers/serve-tasks.ts'

/** Numbers in shared memory are counted up for ever. */
export type ProbeTask =
  | Int32Array<SharedArrayBuffer>
  | 'thread'
  | 'priority'
  | 'throw'
  | 'exit'
  | 'endless'
  | 'asleep'
  | 'until cancelled'

const createProbe: CreateHandler<string, ProbeTask, string> = (settings, { cancelled }) => {
  let tasks = 0
  return (task) => {
    tasks++
    if (typeof task !== 'string') for (;;) Atomics.add(task, 0, 1)
    switch (task) {
      case 'throw':
        throw new Error('thrown in a worker')
      case 'priority':
        return String(getPriority(Number(readlinkSync('/proc/thread-self').split('/').at(-1))))
      case 'exit':
        process.exit()
        break
      case 'endless':
        for (;;);
      case 'asleep':
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500)
        break
      case 'until cancelled':
        while (Atomics.load(cancelled, 0) === 0);
    }
    return `${settings} ${tasks}`
  }
}

serveTasks(createProbe)
