import { isDeepStrictEqual } from 'node:util'
import { isUniqueViolation } from '../../db/errors.ts'
import type { Page } from '../../domain/cursor.ts'
import { AppError, type Problem, validationFailed } from '../../domain/errors.ts'
import type { Leadership } from '../../domain/leadership.ts'
import type { Precondition } from '../../domain/precondition.ts'
import { type Graph, type GraphNode, type HashedGraph, hashGraph } from '../../engine/graph/graph.ts'
import { type GraphRules, graphProblems } from '../../engine/graph/validate-graph.ts'
import { KeyedQueue } from '../../lib/async/keyed-queue.ts'
import { ReadCache } from '../../lib/store/read-cache.ts'
import { type Clock, isoTime } from '../../lib/time/clock.ts'
import { isAboutUnreadable, readDraft } from './draft.ts'
import { findNode, withChangedNode, withNode, withoutEmptyLists, withoutNode } from './graph-edits.ts'
import type { ScriptFilter, ScriptRepository, ScriptRow, StoredScript } from './repository.ts'
import type { NewScript, NodePatch, Script, ScriptOrder, ScriptPatch, ScriptQuery } from './schema.ts'
import type { ScriptWrite } from './statements.ts'

export interface ScriptServiceOptions {
  readonly repository: ScriptRepository
  readonly rules: GraphRules
  readonly clock: Clock
  readonly leadership: Leadership
}

// In characters of JSON: some six hundred pages of fifty scripts.
const LONGEST_KEPT_PAGES = 8_000_000

// A longer one takes longer to send than to write.
const LONGEST_KEPT_TEXT = 65_536

type Desired = Omit<ScriptWrite, 'now' | 'source'> & { readonly graph: Graph }

/** What is to be changed; with `nodeId`, problems of that node have paths within it, as in the caller's body. */
interface Target {
  readonly id: number
  readonly precondition: Precondition
  readonly nodeId?: string
}

/** The scripts: every change is checked as a whole and saved as a whole. */
export class ScriptService {
  readonly #repository: ScriptRepository
  readonly #rules: GraphRules
  readonly #clock: Clock
  readonly #stored: ReadCache<number, StoredScript | undefined>
  /** By what was asked for, as JSON. */
  readonly #pages: ReadCache<string, Page>
  readonly #texts = new WeakMap<StoredScript, string>()
  readonly #changes = new KeyedQueue<number>()

  constructor({ repository, rules, clock, leadership }: ScriptServiceOptions) {
    this.#repository = repository
    this.#rules = rules
    this.#clock = clock
    const mayKeep = () => leadership.isLeader
    this.#stored = new ReadCache({ max: 1000, load: (id) => repository.find(id), mayKeep })
    this.#pages = new ReadCache({
      max: LONGEST_KEPT_PAGES,
      sizeOf: ({ items }) => items.length,
      load: (filter) => repository.page(JSON.parse(filter)),
      mayKeep,
    })
  }

  /** `ScriptSummary`s. */
  list({ cursor: after, ...query }: ScriptQuery): Promise<Page> {
    const filter: ScriptFilter = { ...query, after }
    return this.#pages.get(JSON.stringify(filter))
  }

  activeIds(): Promise<number[]> {
    return this.#repository.activeIds()
  }

  /** @throws AppError `SCRIPT_NOT_FOUND` */
  async get(id: number): Promise<Script> {
    return toScript(await this.load(id))
  }

  /** The script as JSON. @throws AppError `SCRIPT_NOT_FOUND` */
  async getText(id: number): Promise<ScriptText> {
    const stored = await this.load(id)
    const text = this.#texts.get(stored) ?? JSON.stringify(toScript(stored))
    if (text.length <= LONGEST_KEPT_TEXT) this.#texts.set(stored, text)
    return { text, etag: scriptEtag(stored.row) }
  }

  /** The graph of a script as it is now. */
  async graphOf(id: number): Promise<HashedGraph | undefined> {
    return (await this.#stored.get(id))?.source
  }

  /** The script as it is stored. @throws AppError `SCRIPT_NOT_FOUND` */
  async load(id: number): Promise<StoredScript> {
    const found = await this.#stored.get(id)
    if (!found) throw new AppError('SCRIPT_NOT_FOUND', { values: { id } })
    return found
  }

  /** One that `isRepeated` gives the script that the same request made before, as long as nobody has changed it. */
  async create(script: NewScript, isRepeated = false): Promise<Script> {
    const write = this.#write(desiredOf(script))
    const made = isRepeated ? await this.#repository.findNew(write) : undefined
    const id =
      made ??
      (await this.#repository
        .create(write)
        .catch((error) => this.#explain(error, script.name))
        .finally(() => this.#forget()))
    return this.get(id)
  }

  replace(id: number, script: NewScript, precondition: Precondition): Promise<Script> {
    return this.#change({ id, precondition }, () => desiredOf(script))
  }

  patch(id: number, changes: ScriptPatch, precondition: Precondition): Promise<Script> {
    return this.#change({ id, precondition }, (current) => ({ ...current, ...defined(changes) }))
  }

  replaceGraph(id: number, graph: Graph, precondition: Precondition): Promise<Script> {
    return this.#changeGraph({ id, precondition }, () => graph)
  }

  async remove(id: number, precondition: Precondition): Promise<void> {
    await this.#attempt({ id, precondition }, async ({ row }) => {
      const removed = await this.#repository.remove(id, row.version).finally(() => this.#forget(id))
      return removed || undefined
    })
  }

  /** @throws AppError `VALIDATION_FAILED` naming every id that is no script's */
  async order(places: ScriptOrder): Promise<number> {
    const existing = await this.#repository.existing(places.map(({ id }) => id))
    const unknown = places.flatMap(({ id }, index): Problem[] =>
      existing.has(id) ? [] : [{ path: `${index}.id`, code: 'unknown_script', values: { id } }],
    )
    if (unknown.length > 0) throw validationFailed(unknown)
    await this.#repository
      .order(places, this.#now())
      .finally(() => this.#forget(...places.map(({ id }) => id)))
    return places.length
  }

  /** What is wrong with a graph; a part that is not given is as it is stored. */
  async check(id: number, graph: GraphParts = {}): Promise<readonly Problem[]> {
    const { source } = await this.load(id)
    return graphProblems({ ...source.graph, ...defined(graph) }, this.#rules)
  }

  /** What is wrong with the graph in a body besides what its schema finds. */
  checkDraft(body: unknown): readonly Problem[] {
    const draft = readDraft(body)
    return draft ? graphProblems(draft, this.#rules).filter((problem) => !isAboutUnreadable(problem)) : []
  }

  /** @throws AppError `NODE_NOT_FOUND` */
  async getNode(id: number, nodeId: string): Promise<TaggedNode> {
    return nodeOf(await this.get(id), nodeId)
  }

  async addNode(id: number, node: GraphNode, precondition: Precondition): Promise<TaggedNode> {
    const target = { id, precondition, nodeId: node.id }
    return nodeOf(await this.#changeGraph(target, (graph) => withNode(graph, node)), node.id)
  }

  async patchNode(id: number, nodeId: string, { changes, precondition }: NodeChange): Promise<TaggedNode> {
    const target = { id, precondition, nodeId }
    const change = (graph: Graph) => withChangedNode(graph, nodeId, defined(changes))
    return nodeOf(await this.#changeGraph(target, change), nodeId)
  }

  async removeNode(id: number, nodeId: string, precondition: Precondition): Promise<void> {
    await this.#changeGraph({ id, precondition }, (graph) => withoutNode(graph, nodeId))
  }

  #changeGraph(target: Target, change: (graph: Graph) => Graph): Promise<Script> {
    return this.#change(target, (current) => ({
      ...current,
      graph: withoutEmptyLists(change(current.graph)),
    }))
  }

  /** Changes a script on the version that was read; what changes nothing is not written. */
  #change(target: Target, change: (current: Desired) => Desired): Promise<Script> {
    const { id, nodeId } = target
    return this.#attempt(target, async (stored) => {
      const current = desiredOf(toScript(stored))
      const desired = change(current)
      if (isDeepStrictEqual(current, desired)) return toScript(stored)
      const saved = await this.#repository
        .replace(id, stored.row.version, this.#write(desired, nodeId))
        .catch((error) => this.#explain(error, desired.name))
        .finally(() => this.#forget(id))
      return saved ? this.get(id) : undefined
    })
  }

  /** One change of a script after the other; a new order, which does not queue, may make one start again. */
  #attempt<T>(
    { id, precondition }: Target,
    work: (stored: StoredScript) => Promise<T | undefined>,
  ): Promise<T> {
    return this.#changes.run(id, async () => {
      for (;;) {
        const stored = await this.load(id)
        if (!precondition(scriptEtag(stored.row))) throw new AppError('PRECONDITION_FAILED')
        const done = await work(stored)
        if (done !== undefined) return done
      }
    })
  }

  #write({ graph, ...settings }: Desired, nodeId?: string): ScriptWrite {
    const problems = graphProblems(graph, this.#rules)
    const place = `nodes.${graph.nodes.findIndex(({ id }) => id === nodeId)}.`
    if (problems.length > 0) throw validationFailed(problems.map((each) => inside(place, each)))
    return { ...settings, source: hashGraph(graph), now: this.#now() }
  }

  #explain(error: unknown, name: string): never {
    if (!isUniqueViolation(error)) throw error
    throw new AppError('SCRIPT_NAME_TAKEN', { values: { name }, cause: error })
  }

  #forget(...ids: readonly number[]) {
    for (const id of ids) this.#stored.forget(id)
    this.#pages.forgetAll()
  }

  #now(): string {
    return isoTime(this.#clock.now())
  }
}

export interface ScriptText {
  readonly text: string
  readonly etag: string
}

export interface NodeChange {
  readonly changes: NodePatch
  readonly precondition: Precondition
}

export interface TaggedNode {
  readonly node: GraphNode
  /** Of the script that the node is in. */
  readonly etag: string
}

export interface GraphParts {
  readonly nodes?: Graph['nodes'] | undefined
  readonly connections?: Graph['connections'] | undefined
}

export const scriptEtag = ({ id, version }: Pick<ScriptRow, 'id' | 'version'>): string => `"${id}-${version}"`

const toScript = ({ row, source }: StoredScript): Script => ({ ...row, ...source.graph })

const desiredOf = (script: NewScript | Script): Desired => {
  const { name, description, active, execution_order, retention, nodes, connections } = script
  return {
    name,
    description,
    active,
    execution_order,
    retention,
    graph: withoutEmptyLists({ nodes, connections }),
  }
}

const inside = (place: string, problem: Problem): Problem =>
  problem.path.startsWith(place) ? { ...problem, path: problem.path.slice(place.length) } : problem

const nodeOf = (script: Script, id: string): TaggedNode => ({
  node: findNode(script, id),
  etag: scriptEtag(script),
})

type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> }

// Guarantee: the keys whose value is undefined are not there any more.
const defined = <T extends object>(changes: T): Defined<T> =>
  Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined)) as Defined<T>
