import { type CreateHandler, serveTasks } from '../../../src/engine/workers/serve-tasks.ts'

export type ProbeTask = 'thread' | 'throw' | 'exit' | 'endless' | 'until cancelled'

const createProbe: CreateHandler<string, ProbeTask, string> = (settings, { cancelled }) => {
  let tasks = 0
  return (task) => {
    tasks++
    switch (task) {
      case 'throw':
        throw new Error('thrown in a worker')
      case 'exit':
        process.exit()
        break
      case 'endless':
        for (;;);
      case 'until cancelled':
        while (Atomics.load(cancelled, 0) === 0);
    }
    return `${settings} ${tasks}`
  }
}

serveTasks(createProbe)
