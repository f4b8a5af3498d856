import type { Clock } from '../../lib/time/clock.ts'
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
}

/** So many bytes do not wait for a checkpoint: one commit of much more would hold the event loop. */
const MAX_DIRTY_BYTES = 4 * 1024 * 1024
/** What a node takes without output, in terms of the time to write it. */
const NODE_BYTES = 1024

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

  /** `bytes` tells about how many more the record takes. */
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
      const saves = this.#takeDirty(part).map((dirty) => this.#save(dirty))
      const saving = Promise.all([this.#saving, ...saves]).then(() => undefined)
      this.#saving = saving
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

  /** Writes the end of the execution with all that is not on disk yet; an accepted one waits for the disk to work. */
  async finish(ended: ExecutionRecord, signal: () => AbortSignal): Promise<void> {
    const [dirty] = this.#takeDirty(this.#changedPart, Number.POSITIVE_INFINITY)
    const { store, variables } = this.#options
    const contents = { graphs: this.#graphs, variables }
    const write = { execution: ended, nodes: [], ...dirty, ...contents, isWhole: !this.#written }
    await this.#persevere(() => store.finish(write), signal)
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
      throw error
    }
  }

  async #persevere(write: () => Promise<void>, signal: () => AbortSignal): Promise<void> {
    await persevere(write, {
      clock: this.#options.clock,
      signal,
      isHopeless: () => !this.#accepted,
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
