import { availableParallelism } from 'node:os'
import { Piscina } from 'piscina'

/** One thread less than there are processors, so that the program itself keeps one. */
export const usualThreads = (): number => Math.max(1, availableParallelism() - 1)

const STACK_MB = 8

export interface ThreadPoolOptions {
  readonly file: URL
  /** The function of the file that does the work. */
  readonly name: string
  readonly workers: number
  /** How long a thread without work is kept. */
  readonly idleMs: number
  readonly memoryMb?: number
}

/** Threads that are started when there is work for them. They see nothing of the process's environment. */
export const createThreadPool = <Task, Reply>(options: ThreadPoolOptions): Piscina<Task, Reply> => {
  const { file, name, workers, idleMs, memoryMb } = options
  const pool = new Piscina<Task, Reply>({
    filename: file.href,
    name,
    minThreads: 0,
    maxThreads: workers,
    idleTimeout: idleMs,
    env: {},
    resourceLimits: {
      // AdmissionQueue for an interpreter's own stack limit to be met before the thread's.
      stackSizeMb: STACK_MB,
      ...(memoryMb !== undefined && { maxOldGenerationSizeMb: memoryMb }),
    },
  })
  // A thread that dies without work in it fails nobody, and without a listener it would end the process.
  pool.on('error', () => {})
  return pool
}
