import type { HashedGraph } from '../../../../src/engine/graph/graph.ts'
import {
  type ExecutionHead,
  type ExecutionState,
  type ExecutionStore,
  type ExecutionWrite,
  isFinal,
  type NodeRecord,
} from '../../../../src/engine/records.ts'
import { stepKey } from '../../../../src/engine/step-key.ts'

interface Row {
  readonly execution: ExecutionState['execution']
  readonly nodes: Map<string, NodeRecord>
}

/** Executions as a database would keep them: as JSON, and with the first end as the last word. */
export class MemoryStore implements ExecutionStore {
  readonly #rows = new Map<string, Row>()
  readonly #graphs = new Map<string, HashedGraph['graph']>()
  readonly #variables = new Map<string, string>()
  /** Set to make every write fail. */
  trouble: Error | undefined
  /** How many writes there were. */
  saves = 0

  async save(write: ExecutionWrite): Promise<void> {
    if (this.trouble) throw this.trouble
    this.saves++
    const { execution, nodes, graphs, variables }: ExecutionWrite = JSON.parse(JSON.stringify(write))
    const known = this.#rows.get(execution.id)
    if (known && isFinal(known.execution.status)) return
    const merged = known?.nodes ?? new Map()
    for (const node of nodes) merged.set(stepKey(node.path, node.node_id), node)
    this.#rows.set(execution.id, { execution, nodes: merged })
    for (const { hash, graph } of graphs) this.#graphs.set(hash, graph)
    if (variables) this.#variables.set(variables.hash, variables.text)
  }

  finish(write: ExecutionWrite): Promise<void> {
    return this.save(write)
  }

  async loadGraph(hash: string): Promise<HashedGraph['graph'] | undefined> {
    return this.#graphs.get(hash)
  }

  async loadVariables(hash: string): Promise<string | undefined> {
    return this.#variables.get(hash)
  }

  async unfinished(after: string): Promise<readonly ExecutionHead[]> {
    return [...this.#rows.keys()].sort().flatMap((id) => {
      const head = this.#rows.get(id)?.execution
      return head && id > after && !isFinal(head.status) ? [structuredClone(head)] : []
    })
  }

  /** What a process finds that starts after another one has died, whose engine may still write to the original. */
  copy(): MemoryStore {
    const copy = new MemoryStore()
    for (const [id, row] of structuredClone(this.#rows)) copy.#rows.set(id, row)
    for (const [hash, graph] of this.#graphs) copy.#graphs.set(hash, graph)
    for (const [hash, text] of this.#variables) copy.#variables.set(hash, text)
    return copy
  }

  async head(id: string): Promise<ExecutionHead | undefined> {
    return this.peek(id)?.execution
  }

  async size(id: string): Promise<number> {
    return JSON.stringify(this.peek(id) ?? '').length
  }

  async find(id: string): Promise<ExecutionState | undefined> {
    return this.peek(id)
  }

  async end(ended: ExecutionHead): Promise<void> {
    const known = this.peek(ended.id)
    if (known) await this.finish({ execution: { ...known.execution, ...ended }, nodes: [], graphs: [] })
  }

  /** Nothing is sent to the executions of tests without a database. */
  async givenEvent(): Promise<undefined> {
    return undefined
  }

  async endWait(): Promise<boolean> {
    return true
  }

  /** What is stored now. */
  peek(id: string): ExecutionState | undefined {
    const row = this.#rows.get(id)
    return row && structuredClone({ execution: row.execution, nodes: [...row.nodes.values()] })
  }
}
