import type { Budget } from '../../../lib/async/byte-budget.ts'
import type { NodeError } from '../../errors.ts'
import type { NodeRecord } from '../../records.ts'
import { type ExecutionMemory, outOfMemory, RUNNING_BYTES } from './execution-memory.ts'

/** What the nodes of one execution take in addition to their records, until they have ended. */
export class NodeMemory {
  readonly #memory: ExecutionMemory
  readonly #onFatal: (error: NodeError) => void
  /** Nodes that run, for which memory was taken. */
  readonly #running = new Set<NodeRecord>()
  /** What the states of unfinished nodes take. */
  readonly #stateBytes = new Map<NodeRecord, number>()

  /** @param onFatal is called when there is no memory for what cannot fail by itself: the execution ends. */
  constructor(memory: ExecutionMemory, onFatal: (error: NodeError) => void) {
    this.#memory = memory
    this.#onFatal = onFatal
  }

  /** Without memory for the bytes, the execution ends. */
  takeOrEnd(bytes: number): boolean {
    const exceeded = this.#memory.take(bytes)
    if (exceeded) this.#onFatal(outOfMemory(exceeded))
    return !exceeded
  }

  startRunning(record: NodeRecord) {
    if (!this.#running.has(record) && this.takeOrEnd(RUNNING_BYTES)) this.#running.add(record)
  }

  endRunning(record: NodeRecord) {
    if (this.#running.delete(record)) this.#memory.give(RUNNING_BYTES)
  }

  /** Notes what a state takes that has been counted already. */
  noteState(record: NodeRecord, bytes: number) {
    this.#stateBytes.set(record, bytes)
  }

  /** Takes the memory of a state in place of the one before; the limit that it exceeds is returned. */
  takeState(record: NodeRecord, bytes: number): Budget | undefined {
    this.giveState(record)
    const exceeded = this.#memory.take(bytes)
    if (!exceeded) this.#stateBytes.set(record, bytes)
    return exceeded
  }

  giveState(record: NodeRecord) {
    this.#memory.give(this.#stateBytes.get(record) ?? 0)
    this.#stateBytes.delete(record)
  }
}
