import { AppError, type Problem } from '../../domain/errors.ts'
import type { Clock } from '../../lib/time/clock.ts'
import type { Readiness } from './schema.ts'

export interface HealthOptions {
  /** Rejects when the database does not answer. */
  askDatabase(): Promise<unknown>
  /** Whether the database has the schema of this version; rejects when it does not answer. */
  isMigrated(): Promise<boolean>
  engineState(): EngineState
  /** With fractions of a millisecond. */
  readonly clock: Clock
}

/** `waiting`: for its start, or for another server to let go of the database. */
export type EngineState = 'working' | 'waiting' | 'stopping'

interface Finding {
  readonly ms: number
  readonly problem?: Problem
}

// Whoever asks gives up after a few seconds and then learns nothing.
const PATIENCE_MS = 2000
const DONE = 'done'

const engineProblem = {
  working: undefined,
  waiting: 'engine_waiting',
  stopping: 'engine_stopping',
} as const satisfies Record<EngineState, string | undefined>

/** Tells supervisors how the server is. */
export class HealthService {
  readonly #options: HealthOptions

  constructor(options: HealthOptions) {
    this.#options = options
  }

  /** @throws AppError `NOT_READY`; its details name each check that failed and the time that it took */
  async ready(): Promise<Readiness> {
    const { askDatabase, isMigrated, engineState } = this.#options
    const [database, migrations, engine] = await Promise.all([
      this.#check('database', () => askDatabase().then(() => undefined)),
      this.#check('migrations', async () => ((await isMigrated()) ? undefined : 'schema_outdated')),
      this.#check('engine', async () => engineProblem[engineState()]),
    ])
    const details = [database, migrations, engine].flatMap(({ problem }) => problem ?? [])
    if (details.length > 0) throw new AppError('NOT_READY', { details })
    return {
      status: 'ready',
      checks: { database: passed(database), migrations: passed(migrations), engine: passed(engine) },
    }
  }

  /** `look` gives the code of what is wrong, if anything is. */
  async #check(name: keyof Readiness['checks'], look: () => Promise<string | undefined>): Promise<Finding> {
    const { clock } = this.#options
    const begin = clock.now()
    const code = await this.#inTime(look()).catch(() => 'database_unavailable')
    const ms = Math.round((clock.now() - begin) * 1000) / 1000
    return code === undefined ? { ms } : { ms, problem: { path: `checks.${name}`, code, values: { ms } } }
  }

  async #inTime<T>(work: Promise<T>): Promise<T> {
    const timer = new AbortController()
    const late = this.#options.clock.sleep(PATIENCE_MS, timer.signal).then(() => {
      throw new Error(`took longer than ${PATIENCE_MS} ms`)
    })
    try {
      return await Promise.race([work, late])
    } finally {
      timer.abort(DONE)
    }
  }
}

const passed = ({ ms }: Finding) => ({ status: 'ok' as const, duration_ms: ms })
