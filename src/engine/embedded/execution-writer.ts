import type { Clock } from '../../lib/time/clock.ts'
import type { NodeError } from '../errors.ts'
import type { HashedGraph } from '../graph/graph.ts'
import type {
  Claim,
  ExecutionRecord,
  ExecutionState,
  ExecutionStore,
  ExecutionWrite,
  NodeRecord,
  VariableSnapshot,
} from '../records.ts'
import { persevere } from './persevere.ts'
import { failForSize, isRowRefused, reducedEnd, rowTooLarge } from './recovery/row-limit.ts'

export interface ExecutionWriterOptions extends ExecutionState {
  readonly graphs: readonly HashedGraph[]
  readonly variables: VariableSnapshot | undefined
  readonly store: ExecutionStore
  /** Whether `execution` and `nodes` are on disk as they are. */
  readonly stored: boolean
  readonly clock: Clock
  /** How long a change waits for its write, so that a long execution can be watched and resumed. */
  readonly checkpointMs: number
  /** Is written with the first write of the execution. */
  readonly claim?: Claim | undefined
  /** About how many bytes the input takes. */
  readonly inputBytes: number
  /** Called when the execution cannot go on. */
  onFatal(error: NodeError): void
}

/** So many bytes do not wait for a checkpoint: one commit of much more would hold the event loop. */
const MAX_DIRTY_BYTES = 4 * 1024 * 1024
/** What a node takes without output, in terms of the time to write it. */
const NODE_BYTES = 1024
/** So many nodes at most have started or ended in a process that dies without the disk's knowing: dirty, or being written. */
export const MAX_UNWRITTEN_NODES = (2 * MAX_DIRTY_BYTES) / NODE_BYTES

/** No store has a limit as low. */
const SURELY_STORED_BYTES = 512 * 1024

type DirtyPart = Pick<ExecutionWrite, 'nodes' | 'bytes' | 'part'>

/** Knows which parts of one execution are not on disk yet, and writes them. */
export class ExecutionWriter {
  readonly #options: ExecutionWriterOptions
  readonly #graphs: HashedGraph[]
  #dirtyNodes: Set<NodeRecord>
  /** About how many bytes the outputs of the dirty nodes take. */
  #dirtyBytes = 0
  /** Whether the execution's own record is on disk as it is. */
  #stored: boolean
  /** Whether the execution has been on disk, so that it must not be lost. */
  #accepted: boolean
  /** Whether anything of it may be on disk. */
  #written: boolean
  /** Settles with all writes that are under way. */
  #saving: Promise<void> = Promise.resolve()
  /** A write under way that the store may refuse for its size. */
  #uncertain: Promise<void> | undefined
  #checkpointTimer: NodeJS.Timeout | undefined

  constructor(options: ExecutionWriterOptions) {
    this.#options = options
    this.#graphs = [...options.graphs]
    // A retry writes the results that it takes over under its own id.
    this.#dirtyNodes = new Set(options.stored ? [] : options.nodes)
    this.#stored = options.stored
    this.#accepted = options.stored
    this.#written = options.stored
  }

  /** Notes a change of the execution's own record. One that was never on disk is written with its first node. */
  markExecution() {
    if (!this.#stored) return
    this.#stored = false
    this.#scheduleCheckpoint()
  }

  /** `bytes` is about how many more the record takes. */
  markNode(record: NodeRecord, bytes: number) {
    this.#dirtyNodes.add(record)
    this.#dirtyBytes += bytes + NODE_BYTES
    if (this.#dirtyBytes > MAX_DIRTY_BYTES) this.#checkpoint()
    else this.#scheduleCheckpoint()
  }

  /** Stores a called script's graph with the execution. */
  addGraph(graph: HashedGraph) {
    if (!this.#graphs.some(({ hash }) => hash === graph.hash)) this.#graphs.push(graph)
  }

  /** Resolves once all changes so far are on disk; rejects when they, or an earlier write under way, fail. */
  flush(): Promise<void> {
    if (!this.#stored || this.#dirtyNodes.size > 0) {
      const part = this.#accepted && this.#stored ? 'none' : this.#changedPart
      this.#stored = true
      const parts = this.#takeDirty(part)
      const saves = parts.map((dirty) => this.#save(dirty))
      const saving = Promise.all([this.#saving, ...saves]).then(() => undefined)
      this.#saving = saving
      if (parts.some(({ bytes = 0 }) => bytes > SURELY_STORED_BYTES)) this.#uncertain = saving
      // The failed changes are dirty again, so the next flush writes them and must not fail with this one.
      saving.catch(() => {
        if (this.#saving === saving) this.#saving = Promise.resolve()
      })
    }
    return this.#saving
  }

  /** As `flush`, but an accepted execution waits until the disk works again, or the signal is aborted. */
  flushPatiently(signal: AbortSignal): Promise<void> {
    return this.#persevere(
      () => this.flush(),
      () => signal,
    )
  }

  /**
   * Writes the end of the execution with all that is not on disk yet; an accepted one waits for the disk to work.
   * Resolves with the end that was written: a failure, when the store takes no row of this size.
   */
  async finish(ended: ExecutionRecord, signal: () => AbortSignal): Promise<ExecutionRecord> {
    const { store, variables } = this.#options
    // The end must not be visible before the outcome for a row that may be too large.
    await this.#uncertain?.catch(() => undefined)
    const [dirty] = this.#takeDirty(this.#changedPart, Number.POSITIVE_INFINITY)
    const contents = { graphs: this.#graphs, variables, isWhole: !this.#written }
    const nodes = new Set(dirty?.nodes)
    const write = (): ExecutionWrite => {
      this.#takeFailed(nodes)
      return { execution: ended, ...dirty, ...contents, nodes: [...nodes] }
    }
    let written = ended
    try {
      await this.#persevere(() => store.finish(write()), signal)
    } catch (error) {
      if (!isRowRefused(error)) throw error
      if (!this.#accepted) await this.#save({ nodes: [], part: 'all' })
      this.#takeFailed(nodes)
      await this.#saveReduced([...nodes], signal)
      written = reducedEnd(ended)
      const reduced = { execution: written, nodes: [], graphs: this.#graphs, part: 'progress' } as const
      await this.#persevere(() => store.finish(reduced), signal)
    }
    await this.#saveReduced(this.#takeFailed(nodes), signal)
    return written
  }

  /** Adds the nodes of a write that was under way, and has failed since; returns them. */
  #takeFailed(nodes: Set<NodeRecord>): readonly NodeRecord[] {
    if (this.#dirtyNodes.size === 0) return []
    const failed = [...this.#dirtyNodes]
    this.#dirtyNodes.clear()
    for (const node of failed) nodes.add(node)
    return failed
  }

  /** Saves nodes one by one, as one of them may be too large; such a one becomes a failure. */
  async #saveReduced(nodes: readonly NodeRecord[], signal: () => AbortSignal): Promise<void> {
    const { store, execution } = this.#options
    for (const node of nodes) {
      const write = { execution: { ...execution }, nodes: [node], graphs: [], part: 'none' } as const
      const save = () => this.#persevere(() => store.save(write), signal)
      await save().catch((error) => {
        if (!isRowRefused(error)) throw error
        failForSize(node)
        return save()
      })
    }
  }

  async #save(dirty: DirtyPart): Promise<void> {
    this.#written = true
    try {
      // A copy, because the end of the execution must not reach the disk before `finish` counts it.
      const execution = { ...this.#options.execution }
      const { store, claim, variables } = this.#options
      const claimed = claim && dirty.part === 'all' && { claim }
      await store.save({ execution, ...dirty, graphs: this.#graphs, variables, ...claimed })
      this.#accepted = true
    } catch (error) {
      for (const node of dirty.nodes) this.#dirtyNodes.add(node)
      this.#stored = false
      if (this.#accepted && isRowRefused(error)) this.#options.onFatal(rowTooLarge())
      throw error
    }
  }

  async #persevere(write: () => Promise<void>, signal: () => AbortSignal): Promise<void> {
    await persevere(write, {
      clock: this.#options.clock,
      signal,
      isHopeless: (error) => !this.#accepted || isRowRefused(error),
    })
  }

  /** What to write of a record that has changed: its input never does. */
  get #changedPart(): 'all' | 'progress' {
    return this.#accepted ? 'progress' : 'all'
  }

  /** The changes; a large input and large nodes in writes of their own, so that they can be in different commits. */
  #takeDirty(part: NonNullable<DirtyPart['part']>, maxBytes = MAX_DIRTY_BYTES): readonly DirtyPart[] {
    clearTimeout(this.#checkpointTimer)
    this.#checkpointTimer = undefined
    const nodes = [...this.#dirtyNodes]
    const bytes = this.#dirtyBytes
    const inputBytes = part === 'all' ? this.#options.inputBytes : 0
    this.#dirtyNodes = new Set()
    this.#dirtyBytes = 0
    return inputBytes > 0 && nodes.length > 0 && inputBytes + bytes > maxBytes
      ? [
          { nodes: [], bytes: inputBytes, part },
          { nodes, bytes, part: 'none' },
        ]
      : [{ nodes, bytes: bytes + inputBytes, part }]
  }

  #scheduleCheckpoint() {
    this.#checkpointTimer ??= setTimeout(() => this.#checkpoint(), this.#options.checkpointMs).unref()
  }

  #checkpoint() {
    this.#checkpointTimer = undefined
    // The next flush repeats a checkpoint that fails, and reports its own failure.
    this.flush().catch(() => undefined)
  }
}
