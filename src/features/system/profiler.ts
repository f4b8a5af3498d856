import type { Profiler as V8Profiler } from 'node:inspector'
import { Session } from 'node:inspector/promises'
import { AppError } from '../../domain/errors.ts'
import { functionTimes, topFunctions } from '../../lib/system/cpu-profile.ts'
import type { Clock } from '../../lib/time/clock.ts'
import type { ProfileReport } from './profile-schema.ts'

export interface ProfilerOptions {
  readonly clock: Clock
  /** Aborted when the server shuts down, which ends a profile early. */
  readonly leaving: AbortSignal
}

const TOP_FUNCTIONS = 10

/** Records CPU profiles of this process. */
export class Profiler {
  readonly #options: ProfilerOptions
  #running: Promise<V8Profiler.Profile> | undefined

  constructor(options: ProfilerOptions) {
    this.#options = options
  }

  /**
   * Records for `seconds`, or until the signal is aborted or the server shuts down.
   * @throws AppError `PROFILE_RUNNING` during another recording, `SHUTTING_DOWN` after the shutdown has started
   */
  async record(seconds: number, signal: AbortSignal): Promise<ProfileReport> {
    const { leaving } = this.#options
    if (leaving.aborted) throw new AppError('SHUTTING_DOWN')
    if (this.#running) throw new AppError('PROFILE_RUNNING')
    this.#running = this.#sample(seconds * 1000, AbortSignal.any([signal, leaving]))
    try {
      return report(await this.#running)
    } finally {
      this.#running = undefined
    }
  }

  /** Resolves when no profile is being recorded; `leaving` must be aborted before. */
  async close(): Promise<void> {
    await this.#running?.catch(() => undefined)
  }

  async #sample(ms: number, signal: AbortSignal): Promise<V8Profiler.Profile> {
    const session = new Session()
    session.connect()
    try {
      await session.post('Profiler.enable')
      await session.post('Profiler.start')
      await this.#options.clock.sleep(ms, signal).catch(() => undefined)
      const { profile } = await session.post('Profiler.stop')
      return profile
    } finally {
      session.disconnect()
    }
  }
}

const report = (profile: V8Profiler.Profile): ProfileReport => {
  const functions = functionTimes(profile)
  return {
    duration_ms: Math.round(profile.endTime - profile.startTime) / 1000,
    samples: profile.samples?.length ?? 0,
    top_self: topFunctions(functions, 'self_ms', TOP_FUNCTIONS),
    top_total: topFunctions(functions, 'total_ms', TOP_FUNCTIONS),
    profile,
  }
}
