import { AppError, type Problem } from '../../domain/errors.ts'
import type { Clock } from '../../lib/time/clock.ts'
import type { Readiness } from './schema.ts'

export interface HealthOptions {
  /** Whether the database has the schema of this version; rejects if it does not respond. */
  isMigrated(): Promise<boolean>
  /** What keeps the database from storing anything, as far as the last write has shown. */
  writeProblem(): WriteProblem | undefined
  engineState(): EngineState
  /** With fractions of a millisecond. */
  readonly clock: Clock
}

/** `waiting`: for its start, or for another server to release the database. */
export type EngineState = 'working' | 'waiting' | 'stopping'

export type WriteProblem = 'database_full' | 'database_not_writable'

interface Finding {
  readonly ms: number
  readonly problem?: Problem
}

// Supervisors give up after a few seconds, and would not learn which check failed.
const CHECK_TIMEOUT_MS = 2000
const DONE = 'done'

const engineProblem = {
  working: undefined,
  waiting: 'engine_waiting',
  stopping: 'engine_stopping',
} as const satisfies Record<EngineState, string | undefined>

/** Checks the readiness of the server for supervisors. */
export class HealthService {
  readonly #options: HealthOptions

  constructor(options: HealthOptions) {
    this.#options = options
  }

  /** @throws AppError `NOT_READY` with the failed checks and their durations as details */
  async ready(): Promise<Readiness> {
    const { isMigrated, writeProblem, engineState } = this.#options
    // One question tells both.
    const migrated = isMigrated()
    const [database, migrations, engine] = await Promise.all([
      this.#check('database', () => migrated.then(writeProblem)),
      this.#check('migrations', async () => ((await migrated) ? undefined : 'schema_outdated')),
      this.#check('engine', async () => engineProblem[engineState()]),
    ])
    const details = [database, migrations, engine].flatMap(({ problem }) => problem ?? [])
    if (details.length > 0) throw new AppError('NOT_READY', { details })
    return {
      status: 'ready',
      checks: { database: passed(database), migrations: passed(migrations), engine: passed(engine) },
    }
  }

  /** `findProblem` returns the code of the problem, if there is one. */
  async #check(
    name: keyof Readiness['checks'],
    findProblem: () => Promise<string | undefined>,
  ): Promise<Finding> {
    const { clock } = this.#options
    const begin = clock.now()
    const code = await this.#inTime(findProblem()).catch(() => 'database_unavailable')
    const ms = Math.round((clock.now() - begin) * 1000) / 1000
    return code === undefined ? { ms } : { ms, problem: { path: `checks.${name}`, code, values: { ms } } }
  }

  async #inTime<T>(work: Promise<T>): Promise<T> {
    const timer = new AbortController()
    const late = this.#options.clock.sleep(CHECK_TIMEOUT_MS, timer.signal).then(() => {
      throw new Error(`took longer than ${CHECK_TIMEOUT_MS} ms`)
    })
    try {
      return await Promise.race([work, late])
    } finally {
      timer.abort(DONE)
    }
  }
}

const passed = ({ ms }: Finding) => ({ status: 'ok' as const, duration_ms: ms })
