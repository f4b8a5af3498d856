import { isDeepStrictEqual } from 'node:util'
import { LRUCache } from 'lru-cache'
import { isUniqueViolation } from '../db/errors.ts'
import { type Graph, type GraphNode, type HashedGraph, hashGraph } from '../engine/graph.ts'
import { type GraphRules, graphProblems } from '../engine/validate-graph.ts'
import { type Clock, isoTime } from '../lib/clock.ts'
import { type Page, toPage } from '../lib/cursor.ts'
import { AppError, type Problem, validationFailed } from '../lib/errors.ts'
import type { ScriptRepository, ScriptRow, StoredScript } from './repository.ts'
import type { NewScript, NodePatch, Script, ScriptOrder, ScriptPatch, ScriptQuery } from './schema.ts'
import type { ScriptWrite } from './statements.ts'

export interface ScriptServiceOptions {
  readonly repository: ScriptRepository
  readonly rules: GraphRules
  readonly clock: Clock
}

/** Tells whether the caller's `If-Match` still fits the version that is about to be changed. */
export type Precondition = (etag: string) => boolean

type Desired = Omit<ScriptWrite, 'now' | 'source'> & { readonly graph: Graph }

const MOST_ATTEMPTS = 20

/** The scripts: every change is checked as a whole and saved as a whole. */
export class ScriptService {
  readonly #repository: ScriptRepository
  readonly #rules: GraphRules
  readonly #clock: Clock
  readonly #cache = new LRUCache<number, StoredScript>({ max: 1000 })

  constructor({ repository, rules, clock }: ScriptServiceOptions) {
    this.#repository = repository
    this.#rules = rules
    this.#clock = clock
  }

  async list({ cursor, ...filter }: ScriptQuery): Promise<Page<ScriptRow>> {
    const rows = await this.#repository.page({ ...filter, after: cursor })
    return toPage(rows, filter.limit, ({ updated_at, id }) => [updated_at, id])
  }

  activeIds(): Promise<number[]> {
    return this.#repository.activeIds()
  }

  /** @throws AppError `SCRIPT_NOT_FOUND` */
  async get(id: number): Promise<Script> {
    return toScript(await this.load(id))
  }

  /** The graph of a script as it is now. */
  async graphOf(id: number): Promise<HashedGraph | undefined> {
    return (await this.#find(id))?.source
  }

  /** The script as it is stored. @throws AppError `SCRIPT_NOT_FOUND` */
  async load(id: number): Promise<StoredScript> {
    const found = await this.#find(id)
    if (!found) throw new AppError('SCRIPT_NOT_FOUND', { values: { id } })
    return found
  }

  async create(script: NewScript): Promise<Script> {
    const write = this.#write(desiredOf(script))
    const id = await this.#repository.create(write).catch((error) => this.#explain(error, script.name))
    return this.get(id)
  }

  replace(id: number, script: NewScript, precondition: Precondition): Promise<Script> {
    return this.#change(id, precondition, () => desiredOf(script))
  }

  patch(id: number, changes: ScriptPatch, precondition: Precondition): Promise<Script> {
    return this.#change(id, precondition, (current) => ({ ...current, ...defined(changes) }))
  }

  replaceGraph(id: number, graph: Graph, precondition: Precondition): Promise<Script> {
    return this.#change(id, precondition, (current) => ({ ...current, graph }))
  }

  async remove(id: number, precondition: Precondition): Promise<void> {
    await this.#attempt(id, precondition, async ({ row }) => {
      const removed = await this.#repository.remove(id, row.version)
      return removed ? true : undefined
    })
  }

  /** @throws AppError `VALIDATION_FAILED` naming every id that is no script's */
  async order(places: ScriptOrder): Promise<number> {
    const existing = await this.#repository.existing(places.map(({ id }) => id))
    const unknown = places.flatMap(({ id }, index): Problem[] =>
      existing.has(id) ? [] : [{ path: `${index}.id`, code: 'unknown_script', values: { id } }],
    )
    if (unknown.length > 0) throw validationFailed(unknown)
    for (const id of await this.#repository.order(places, this.#now())) this.#cache.delete(id)
    return places.length
  }

  /** What is wrong with a graph, or with the one that is stored. */
  async check(id: number, graph?: Graph): Promise<readonly Problem[]> {
    const { source } = await this.load(id)
    return graphProblems(graph ?? source.graph, this.#rules)
  }

  /** @throws AppError `NODE_NOT_FOUND` */
  async getNode(id: number, nodeId: string): Promise<{ node: GraphNode; etag: string }> {
    const { row, source } = await this.load(id)
    return { node: findNode(source.graph, nodeId), etag: scriptEtag(row) }
  }

  addNode(id: number, node: GraphNode, precondition: Precondition): Promise<Script> {
    return this.#changeGraph(id, precondition, ({ nodes, connections }) => {
      if (nodes.some((each) => each.id === node.id)) {
        throw new AppError('NODE_ID_TAKEN', { values: { id: node.id } })
      }
      return { nodes: [...nodes, node], connections }
    })
  }

  patchNode(id: number, nodeId: string, { changes, precondition }: NodeChange): Promise<Script> {
    return this.#changeGraph(id, precondition, (graph) => {
      const node = { ...findNode(graph, nodeId), ...defined(changes) }
      return { ...graph, nodes: graph.nodes.map((each) => (each.id === nodeId ? node : each)) }
    })
  }

  /** Removes a node and every connection from and to it. */
  removeNode(id: number, nodeId: string, precondition: Precondition): Promise<Script> {
    return this.#changeGraph(id, precondition, (graph) => {
      findNode(graph, nodeId)
      return {
        nodes: graph.nodes.filter((node) => node.id !== nodeId),
        connections: Object.fromEntries(
          Object.entries(graph.connections)
            .filter(([source]) => source !== nodeId)
            .map(([source, list]) => [source, list.filter(({ target }) => target !== nodeId)]),
        ),
      }
    })
  }

  #changeGraph(id: number, precondition: Precondition, change: (graph: Graph) => Graph): Promise<Script> {
    return this.#change(id, precondition, (current) => ({ ...current, graph: change(current.graph) }))
  }

  /** Changes a script on the version that was read; what changes nothing is not written. */
  #change(id: number, precondition: Precondition, change: (current: Desired) => Desired): Promise<Script> {
    return this.#attempt(id, precondition, async (stored) => {
      const current = desiredOf(toScript(stored))
      const desired = change(current)
      if (isDeepStrictEqual(current, desired)) return toScript(stored)
      const saved = await this.#repository
        .replace(id, stored.row.version, this.#write(desired))
        .catch((error) => this.#explain(error, desired.name))
      this.#cache.delete(id)
      return saved ? this.get(id) : undefined
    })
  }

  /** Repeats a change until no other one comes in between; a caller with `If-Match` is told instead. */
  async #attempt<T>(
    id: number,
    precondition: Precondition,
    work: (stored: StoredScript) => Promise<T | undefined>,
  ): Promise<T> {
    for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
      const stored = await this.load(id)
      if (!precondition(scriptEtag(stored.row))) break
      const done = await work(stored)
      this.#cache.delete(id)
      if (done !== undefined) return done
    }
    throw new AppError('PRECONDITION_FAILED')
  }

  async #find(id: number): Promise<StoredScript | undefined> {
    const cached = this.#cache.get(id)
    if (cached) return cached
    const found = await this.#repository.find(id)
    if (found) this.#cache.set(id, found)
    return found
  }

  #write({ graph, ...settings }: Desired): ScriptWrite {
    const problems = graphProblems(graph, this.#rules)
    if (problems.length > 0) throw validationFailed(problems)
    return { ...settings, source: hashGraph(graph), now: this.#now() }
  }

  #explain(error: unknown, name: string): never {
    if (!isUniqueViolation(error)) throw error
    throw new AppError('SCRIPT_NAME_TAKEN', { values: { name }, cause: error })
  }

  #now(): string {
    return isoTime(this.#clock.now())
  }
}

export interface NodeChange {
  readonly changes: NodePatch
  readonly precondition: Precondition
}

export const scriptEtag = ({ id, version }: Pick<ScriptRow, 'id' | 'version'>): string => `"${id}-${version}"`

const toScript = ({ row, source }: StoredScript): Script => ({ ...row, ...source.graph })

const desiredOf = (script: NewScript | Script): Desired => {
  const { name, description, active, execution_order, retention, nodes, connections } = script
  return { name, description, active, execution_order, retention, graph: { nodes, connections } }
}

const findNode = ({ nodes }: Graph, id: string): GraphNode => {
  const node = nodes.find((each) => each.id === id)
  if (!node) throw new AppError('NODE_NOT_FOUND', { values: { id } })
  return node
}

type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> }

// Guarantee: the keys whose value is undefined are not there any more.
const defined = <T extends object>(changes: T): Defined<T> =>
  Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined)) as Defined<T>
