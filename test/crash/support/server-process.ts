import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { COMPILED, MAIN, nodeArgs } from '../../support/process/command.ts'
import { PATIENT_ENV } from '../../support/time/patient-env.ts'
import { SHIFTED_CLOCK } from '../../support/time/shifted-clock.ts'

const FAIL_POINT_SERVER = join(import.meta.dirname, 'fail-point-server.ts')

/** How often a test may kill the server before that is held against an execution or a node. */
const KILLED_AT_WILL = { EXECUTION_INTERRUPTION_LIMIT: '1000', NODE_INTERRUPTION_LIMIT: '1000' }

export interface ServerOptions {
  readonly folder: string
  readonly env?: Readonly<Record<string, string>>
  /** Where the process kills itself; `after-node:3` means the third time that it gets there. */
  readonly failPoint?: string
  /** Whether its clock can be set. */
  readonly hasShiftedClock?: boolean
}

/** The program in a process of its own, from its start to its end. */
export class ServerProcess {
  /** Settles with the exit code, `null` after a kill. */
  readonly exited: Promise<number | null>
  /** Resolves with the address when it listens; never when it dies before that. */
  readonly listening: Promise<string>
  readonly #child: ChildProcess
  readonly #startedAt = performance.now()

  constructor({ folder, env = {}, failPoint, hasShiftedClock = false }: ServerOptions) {
    const args =
      failPoint === undefined ? [...nodeArgs(MAIN), 'serve'] : [...nodeArgs(FAIL_POINT_SERVER), failPoint]
    const clock = hasShiftedClock ? ['--import', SHIFTED_CLOCK] : []
    const child = spawn(process.execPath, [...clock, ...args], {
      cwd: folder,
      env: {
        PORT: '0',
        NODE_COMPILE_CACHE: COMPILED,
        DATABASE_URL: `file:${folder}/data/scriptd.db`,
        WORKSPACE_DIR: `${folder}/workspace`,
        ...PATIENT_ENV,
        ...KILLED_AT_WILL,
        ...env,
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    this.#child = child
    this.exited = once(child, 'exit').then(([code]) => code)
    this.listening = new Promise((resolve) => {
      // The pipe has to be emptied to the end, or the server waits for its log.
      createInterface({ input: child.stdout }).on('line', (line) => {
        const { msg, url } = JSON.parse(line)
        if (msg === 'listening') resolve(url)
      })
    })
  }

  /** Resolves with the milliseconds from the start to the first successful readiness check; `undefined` if it dies. */
  async ready(): Promise<number | undefined> {
    const url = await Promise.race([this.listening, this.exited.then(() => undefined)])
    while (url !== undefined && this.#child.exitCode === null && this.#child.signalCode === null) {
      const answer = await fetch(`${url}/readyz`).catch(() => undefined)
      if (answer?.ok) return performance.now() - this.#startedAt
      await delay(5)
    }
    return undefined
  }

  get pid(): number | undefined {
    return this.#child.pid
  }

  kill(signal: 'SIGKILL' | 'SIGTERM' | 'SIGUSR2') {
    this.#child.kill(signal)
  }

  async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null> {
    this.kill(signal)
    return this.exited
  }
}
