import type { ExecutionHead, ExecutionStore, ExecutionWrite, StepId } from '../records.ts'

export interface FencedStoreOptions {
  readonly store: ExecutionStore
  /** Whether a write failed because another host has its execution. */
  readonly isTaken: (error: unknown) => boolean
  /** Is given each execution that this host finds to have lost. */
  readonly onLost: (id: string) => void
}

type Guard = Pick<ExecutionWrite, 'isNew' | 'fence'>

/** Writes executions only as long as this host has them. */
abstract class FencedStore implements ExecutionStore {
  readonly #options: FencedStoreOptions

  constructor(options: FencedStoreOptions) {
    this.#options = options
  }

  save(write: ExecutionWrite): Promise<void> {
    return this.#write(write, (guarded) => this.#options.store.save(guarded))
  }

  finish(write: ExecutionWrite): Promise<void> {
    return this.#write(write, (guarded) => this.#options.store.finish(guarded))
  }

  loadGraph(hash: string) {
    return this.#options.store.loadGraph(hash)
  }

  loadVariables(hash: string) {
    return this.#options.store.loadVariables(hash)
  }

  /** Nobody resumes what another host may be running. */
  async unfinished(): Promise<readonly ExecutionHead[]> {
    return []
  }

  head(id: string) {
    return this.#options.store.head(id)
  }

  size(id: string) {
    return this.#options.store.size(id)
  }

  find(id: string, size?: number) {
    return this.#options.store.find(id, size)
  }

  end(ended: ExecutionHead) {
    return this.#options.store.end(ended)
  }

  givenEvent(step: StepId) {
    return this.#options.store.givenEvent(step)
  }

  endWait(step: StepId) {
    return this.#options.store.endWait(step)
  }

  /** The condition of a write. */
  protected abstract guardOf(write: ExecutionWrite): Guard

  async #write(write: ExecutionWrite, put: (write: ExecutionWrite) => Promise<void>): Promise<void> {
    const guard = this.guardOf(write)
    try {
      await put({ ...write, ...guard })
    } catch (error) {
      if (!guard.isNew && this.#options.isTaken(error)) this.#options.onLost(write.execution.id)
      throw error
    }
  }
}

/** Of the executions that this host has taken. */
export class TakenStore extends FencedStore {
  readonly #fences = new Map<string, number>()

  fenceOf(id: string): number | undefined {
    return this.#fences.get(id)
  }

  hold(id: string, fence: number) {
    this.#fences.set(id, fence)
  }

  release(id: string, fence: number) {
    if (this.#fences.get(id) === fence) this.#fences.delete(id)
  }

  protected override guardOf({ execution: { id } }: ExecutionWrite): Guard {
    // No execution has this one.
    return { fence: this.#fences.get(id) ?? -1 }
  }
}

/** Of a new execution, which any host may take once it is on disk. */
export class NewStore extends FencedStore {
  readonly #onStored: () => void
  #isStored = false

  /** @param onStored called once it is on disk, unfinished */
  constructor(options: FencedStoreOptions, onStored: () => void = () => undefined) {
    super(options)
    this.#onStored = onStored
  }

  override async save(write: ExecutionWrite): Promise<void> {
    await super.save(write)
    if (this.#isStored || write.part === 'none') return
    this.#isStored = true
    this.#onStored()
  }

  protected override guardOf({ part = 'all' }: ExecutionWrite): Guard {
    if (this.#isStored) return { fence: 0 }
    return part === 'all' ? { isNew: true } : {}
  }
}
