import { memoryRefusal } from '../../domain/memory-limit.ts'
import { ExecutionAborted } from '../embedded/abort.ts'
import type { EmbeddedExecution } from '../embedded/execution.ts'
import type { PreparedExecution } from '../embedded/execution-factory.ts'
import type { EngineLimits } from '../embedded/limits.ts'
import { checkTogether, isOwnLimit } from '../embedded/memory/execution-memory.ts'
import type { LiveExecution } from '../embedded/scheduling/live-execution.ts'
import type { RunRequest, Submission } from '../engine.ts'
import type { ExecutionState } from '../records.ts'
import { type FencedStoreOptions, NewStore } from './fenced-store.ts'
import type { HostedExecutions } from './hosted-executions.ts'
import type { RemoteExecutions } from './remote-executions.ts'

export interface NewExecutionsOptions {
  readonly hosted: HostedExecutions
  readonly remote: RemoteExecutions
  readonly fencing: FencedStoreOptions
  readonly memory: EngineLimits['memory']
  readonly isOpen: () => boolean
  /** Throws when no work is accepted. */
  readonly checkOpen: () => void
  /** Has an execution carried out. */
  readonly request: (id: string) => void
}

/** Executions that come into being on this host. */
export class NewExecutions {
  readonly #options: NewExecutionsOptions

  constructor(options: NewExecutionsOptions) {
    this.#options = options
  }

  /** One that runs here, and may go on elsewhere once it is on disk. */
  local(live: LiveExecution): Submission {
    const { id } = live
    const elsewhere = async (error: unknown): Promise<ExecutionState> => {
      const isStopped = error instanceof ExecutionAborted && error.kind === 'suspended'
      const head =
        isStopped && this.#options.isOpen() ? await this.#options.fencing.store.head(id) : undefined
      if (!head) throw error
      return this.#options.remote.submission(id).finished
    }
    const attend = () => ({ finished: live.ended.catch(elsewhere), leave: live.attend().leave })
    return {
      id,
      get finished() {
        return attend().finished
      },
      attend,
      persist: () => live.persist(),
    }
  }

  async runHere(prepared: PreparedExecution): Promise<Submission> {
    const execution = this.#create(prepared)
    const exceeded = execution.takeMemory()
    if (exceeded) {
      if (isOwnLimit(exceeded)) throw memoryRefusal(exceeded)
      return this.handOver(prepared)
    }
    return this.local(this.#options.hosted.begin(execution))
  }

  async handOver(prepared: PreparedExecution): Promise<Submission> {
    const execution = this.#create(prepared)
    const { id } = execution
    const exceeded = execution.takeMemory()
    execution.release()
    if (exceeded && isOwnLimit(exceeded)) throw memoryRefusal(exceeded)
    try {
      // Has it carried out, too.
      await execution.persist()
    } catch (error) {
      const known = this.#options.fencing.isTaken(error)
        ? await this.#options.fencing.store.head(id)
        : undefined
      if (!known) throw error
      return this.#options.remote.submission(id)
    }
    return this.#options.remote.submission(id, execution.state)
  }

  /** All of them are on disk when this resolves; nobody has been asked to carry them out. */
  async accept(requests: readonly RunRequest[], startAt?: number): Promise<readonly string[]> {
    const { factory, scriptPlaces } = this.#options.hosted
    await scriptPlaces.readLimits(requests.map(({ scriptId }) => scriptId))
    const start = startAt === undefined ? {} : { startAt }
    const prepared = await Promise.all(requests.map((request) => factory.prepare({ ...request, ...start })))
    const accepted = prepared.filter(
      ({ scriptId }) => startAt !== undefined || scriptPlaces.accepts(scriptId),
    )
    const executions = accepted.map((request) => this.#create(request, { isQuiet: true }))
    checkTogether(executions, this.#options.memory)
    try {
      await Promise.all(executions.map((execution) => execution.persist()))
    } finally {
      for (const execution of executions) execution.release()
    }
    return executions.map(({ id }) => id)
  }

  /** Once it is on disk, it is carried out, unless `isQuiet`. */
  #create(prepared: PreparedExecution, { isQuiet = false } = {}): EmbeddedExecution {
    this.#options.checkOpen()
    const onStored = () => (isQuiet ? undefined : this.#options.request(execution.id))
    const store = new NewStore(this.#options.fencing, onStored)
    const execution = this.#options.hosted.factory.create(prepared, store)
    return execution
  }
}
