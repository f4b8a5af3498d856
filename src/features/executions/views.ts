import { AppError } from '../../domain/errors.ts'
import type { ExecutionEngine } from '../../engine/engine.ts'
import type { ExecutionOutline } from '../../engine/events.ts'
import type { ExecutionState } from '../../engine/records.ts'
import type { Turns } from '../../lib/async/turns.ts'
import { isWithin } from '../../lib/json/json-value.ts'
import { LARGE, type PartsRepository } from './store/parts-repository.ts'
import type { ExecutionRepository } from './store/repository.ts'

export interface ExecutionViewOptions {
  readonly engine: ExecutionEngine
  readonly repository: ExecutionRepository
  readonly parts: PartsRepository
  readonly turns: Turns
}

/** An execution that is too large to be answered at once. It is on disk, from which it is read while it is sent. */
export interface LargeExecution {
  readonly execution: ExecutionOutline
}

export interface SerializedGraph {
  readonly text: string
  /** Equal for equal graphs. */
  readonly etag: string
}

export type ExecutionView = ExecutionState | LargeExecution

export const isLargeView = (view: ExecutionView): view is LargeExecution => !('nodes' in view)

/** What clients see of executions: from memory while the engine has one, from the disk after that. */
export class ExecutionViews {
  readonly #options: ExecutionViewOptions

  constructor(options: ExecutionViewOptions) {
    this.#options = options
  }

  /** @throws AppError `EXECUTION_NOT_FOUND` */
  async outline(id: string): Promise<ExecutionOutline> {
    return this.#options.engine.find(id)?.execution ?? this.#summary(id)
  }

  /**
   * All of an execution in memory.
   * @throws AppError `EXECUTION_NOT_FOUND`
   */
  async whole(id: string): Promise<ExecutionState> {
    const { engine, repository } = this.#options
    const state = engine.find(id) ?? (await repository.find(id))
    if (!state) throw new AppError('EXECUTION_NOT_FOUND', { values: { id } })
    return state
  }

  /** @throws AppError `EXECUTION_NOT_FOUND`, or `EXECUTION_TOO_LARGE` for one that must not be read from the disk */
  async show(id: string): Promise<ExecutionView> {
    const { engine, parts } = this.#options
    const live = engine.find(id)
    if (live) return this.of(live)
    if (!(await parts.isLarge(id))) return this.whole(id)
    await this.assertReadable(id)
    return this.#large(id)
  }

  /** @throws AppError `EXECUTION_TOO_LARGE` when reading it from the disk would take too much memory */
  async assertReadable(id: string): Promise<void> {
    const { engine, repository, turns } = this.#options
    if (engine.find(id)) return
    // Adding up what all its nodes take holds the event loop, and many readers may ask at once.
    if (turns.isOver) await turns.next()
    await repository.assertReadable(id)
  }

  /** The graph that it runs, as JSON. @throws AppError `EXECUTION_NOT_FOUND` */
  async graph(id: string): Promise<SerializedGraph> {
    await this.#options.engine.submitted(id)?.persist()
    const found = await this.#options.repository.ranGraph(id)
    if (!found) throw new AppError('EXECUTION_NOT_FOUND', { values: { id } })
    return { text: found.text, etag: `"${found.hash}"` }
  }

  /** The view of an execution that is in memory. */
  async of(state: ExecutionState): Promise<ExecutionView> {
    if (!isLarge(state)) return state
    const { id } = state.execution
    await this.#options.engine.submitted(id)?.persist()
    return this.#large(id)
  }

  async #large(id: string): Promise<LargeExecution> {
    return { execution: await this.#summary(id) }
  }

  async #summary(id: string) {
    const summary = await this.#options.parts.summary(id)
    if (!summary) throw new AppError('EXECUTION_NOT_FOUND', { values: { id } })
    return summary
  }
}

const isLarge = ({ execution: { input, output }, nodes }: ExecutionState): boolean => {
  if (nodes.length > LARGE.nodes) return true
  const data = [input, output, ...nodes.map((node) => node.output)]
  return !isWithin(data, { maxSize: LARGE.bytes })
}
