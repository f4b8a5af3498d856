import { isForeignKeyViolation, isUniqueViolation } from '../../db/errors.ts'
import type { Page } from '../../domain/cursor.ts'
import { AppError, type Problem, validationFailed } from '../../domain/errors.ts'
import type { Leadership } from '../../domain/leadership.ts'
import { type Precondition, unconditional } from '../../domain/precondition.ts'
import { type Graph, type GraphNode, writeGraph } from '../../engine/graph/graph.ts'
import type { StoredGraph } from '../../engine/graph/stored-graph.ts'
import type { GraphRules } from '../../engine/graph/validate-graph.ts'
import type { CallableScript } from '../../engine/records.ts'
import { KeyedQueue } from '../../lib/async/keyed-queue.ts'
import { withoutUndefined } from '../../lib/json/without-undefined.ts'
import { type Clock, isoTime } from '../../lib/time/clock.ts'
import {
  type DesiredScript,
  hasSameSettings,
  isSameGraph,
  nodeOf,
  type SerializedScript,
  scriptEtag,
  type TaggedNode,
  toDesired,
  toScript,
  withNodePaths,
} from './desired-script.ts'
import { followUpProblems, throwReferenced } from './follow-up-scripts.ts'
import { GraphChecks } from './graph/checks.ts'
import { editProblems, type GraphEdit } from './graph/edit-problems.ts'
import { withChangedNode, withNode, withoutEmptyLists, withoutNode } from './graph/edits.ts'
import type { NodePatch } from './graph/schema.ts'
import type { NewScript, ScriptDeletion, ScriptOrder, ScriptPatch, ScriptQuery } from './schema.ts'
import { ScriptReader } from './script-reader.ts'
import { removeScripts } from './script-removal.ts'
import type { ScriptRepository, StoredScript } from './store/repository.ts'
import type { Position, ScriptWrite } from './store/statements.ts'
import type { Saving } from './versions/statements.ts'

export interface ScriptServiceOptions {
  readonly repository: ScriptRepository
  readonly rules: GraphRules
  readonly clock: Clock
  readonly leadership: Leadership
}

/** A change of the version for which the precondition holds. */
export interface ScriptChange extends Saving {
  readonly precondition: Precondition
}

export interface Creation extends Saving {
  readonly isRepeated?: boolean
}

const ANONYMOUS: Saving = { by: null, note: null }

interface ScriptTarget {
  readonly id: number
  readonly precondition: Precondition
}

interface ChangeTarget extends ScriptTarget, Saving {
  /** The node that the request body consists of. */
  readonly nodeId?: string
}

interface ScriptEdit extends GraphEdit {
  /** None for a new script. */
  readonly id?: number
  /** The stored graph, when it stays as it is. */
  readonly kept?: StoredGraph | undefined
}

/** Checks every change of a script as a whole and saves it as a whole. */
export class ScriptService {
  readonly checks: GraphChecks
  readonly #repository: ScriptRepository
  readonly #rules: GraphRules
  readonly #clock: Clock
  readonly #reader: ScriptReader
  readonly #changes = new KeyedQueue<number>()

  constructor({ repository, rules, clock, leadership }: ScriptServiceOptions) {
    this.#repository = repository
    this.#rules = rules
    this.#clock = clock
    this.#reader = new ScriptReader(repository, leadership, rules.turns)
    this.checks = new GraphChecks(rules, (id) => this.load(id))
  }

  /** `ScriptSummary`s. */
  list(query: ScriptQuery): Promise<Page> {
    return this.#reader.list(query)
  }

  /** To be called once, before the first change. */
  indexNames(): Promise<void> {
    return this.#repository.indexNames()
  }

  activeIds(): Promise<number[]> {
    return this.#repository.activeIds()
  }

  /** The script as JSON. @throws AppError `SCRIPT_NOT_FOUND` */
  getText(id: number): Promise<SerializedScript> {
    return this.#reader.loadText(id)
  }

  /** The graph of a script as it is now. */
  async graphOf(id: number): Promise<CallableScript | undefined> {
    const found = await this.#reader.find(id)
    if (!found) return undefined
    const { strict, max_concurrent: max, on_max_concurrent: whenReached } = found.row
    const { hash, graph } = found.source
    return { hash, graph, strict, ...(max !== null && { limit: { max, whenReached } }) }
  }

  /** Calls `listener` after each change of a script. */
  onChange(listener: (id: number) => void): void {
    this.#reader.onChange(listener)
  }

  /** The script as it is stored. @throws AppError `SCRIPT_NOT_FOUND` */
  load(id: number): Promise<StoredScript> {
    return this.#reader.load(id)
  }

  /** A repeated request gets the script that it created before, as long as that has not been changed. */
  async create(
    script: NewScript,
    { isRepeated = false, ...saving }: Creation = ANONYMOUS,
  ): Promise<StoredScript> {
    const write = await this.#toWrite(toDesired(script), saving)
    const existing = isRepeated ? await this.#repository.findNew(write) : undefined
    if (existing !== undefined) return this.load(existing)
    return this.#reader
      .saving([], () => this.#repository.create(write))
      .catch((error) => this.#throwRefused(error, write))
  }

  replace(id: number, script: NewScript, change: ScriptChange): Promise<SavedScript> {
    return this.#change({ id, ...change }, () => toDesired(script))
  }

  patch(id: number, changes: ScriptPatch, change: ScriptChange): Promise<SavedScript> {
    return this.#change({ id, ...change }, (current) => ({ ...current, ...withoutUndefined(changes) }))
  }

  replaceGraph(id: number, graph: Graph, change: ScriptChange): Promise<SavedScript> {
    return this.#changeGraph({ id, ...change }, () => graph)
  }

  async remove(id: number, precondition: Precondition): Promise<void> {
    await this.#attempt({ id, precondition }, async ({ row }) => {
      const removed = await this.#repository
        .remove(id, row.version)
        .catch((error) => throwReferenced(this.#repository, id, error))
        .finally(() => this.#reader.forget([id]))
      return removed || undefined
    })
  }

  /** Deletes some of the scripts that a filter selects, or those with some ids. */
  removeSome(deletion: ScriptDeletion) {
    return removeScripts(deletion, this.#repository, (id) => this.remove(id, unconditional))
  }

  /** The positions of all scripts, in execution order. */
  positions(): Promise<Position[]> {
    return this.#repository.positions()
  }

  /**
   * Returns the number of scripts.
   * @throws AppError `VALIDATION_FAILED` with a problem for each unknown id, or `PRECONDITION_FAILED` when the current
   * order is not accepted
   */
  async order(
    positions: ScriptOrder,
    by: string | null,
    isAccepted?: (current: readonly Position[]) => boolean,
  ): Promise<number> {
    const known = await this.#repository.existing(positions.map(({ id }) => id))
    const unknown = positions.flatMap(({ id }, index): Problem[] =>
      known.has(id) ? [] : [{ path: `${index}.id`, code: 'unknown_script', values: { id } }],
    )
    if (unknown.length > 0) throw validationFailed(unknown)
    const isSaved = await this.#repository
      .order({ positions, now: this.#now(), saving: { by, note: null } }, isAccepted)
      .finally(() => this.#reader.forget(positions.map(({ id }) => id)))
    if (!isSaved) throw new AppError('PRECONDITION_FAILED')
    return positions.length
  }

  /** @throws AppError `NODE_NOT_FOUND` */
  async getNode(id: number, nodeId: string): Promise<TaggedNode> {
    return nodeOf(await this.load(id), nodeId)
  }

  async addNode(id: number, node: GraphNode, change: ScriptChange): Promise<TaggedNode> {
    const target = { id, ...change, nodeId: node.id }
    const { stored } = await this.#changeGraph(target, (graph) => withNode(graph, node))
    return nodeOf(stored, node.id)
  }

  async patchNode(id: number, nodeId: string, { changes, ...saving }: NodeChange): Promise<SavedNode> {
    const target = { id, ...saving, nodeId }
    const change = (graph: Graph) => withChangedNode(graph, nodeId, withoutUndefined(changes))
    const { stored, isChanged } = await this.#changeGraph(target, change)
    return { ...nodeOf(stored, nodeId), isChanged }
  }

  async removeNode(id: number, nodeId: string, change: ScriptChange): Promise<void> {
    await this.#changeGraph({ id, ...change }, (graph) => withoutNode(graph, nodeId))
  }

  #changeGraph(target: ChangeTarget, change: (graph: Graph) => Graph): Promise<SavedScript> {
    return this.#change(target, (current) => ({
      ...current,
      graph: withoutEmptyLists(change(current.graph)),
    }))
  }

  /** Changes the version of a script that was read, and writes only if something differs. */
  #change(target: ChangeTarget, change: (current: DesiredScript) => DesiredScript): Promise<SavedScript> {
    const { id, nodeId, by, note } = target
    return this.#attempt(target, async (stored) => {
      const current = toDesired(toScript(stored))
      const desired = change(current)
      const hasSameGraph = await isSameGraph(current.graph, desired.graph, this.#rules.turns)
      if (hasSameGraph && hasSameSettings(current, desired)) return { stored, isChanged: false }
      const kept = hasSameGraph ? stored.source : undefined
      const edit = { id, stored: current.graph, nodeId, kept }
      const write = await this.#toWrite(desired, { by, note }, edit)
      const saved = await this.#reader
        .saving([id], () => this.#repository.replace(stored, write))
        .catch((error) => this.#throwRefused(error, write))
      return saved && { stored: saved, isChanged: true }
    })
  }

  /** Changes of one script run one after another; a new execution order, which does not queue, makes one start over. */
  #attempt<T>(
    { id, precondition }: ScriptTarget,
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

  /** Rules may have become stricter since a graph was saved: as long as it is kept, it is not checked again. */
  async #toWrite(
    { graph, ...settings }: DesiredScript,
    saving: Saving,
    { id, kept, ...edit }: ScriptEdit = {},
  ): Promise<ScriptWrite> {
    const problems = [
      ...(await followUpProblems(this.#repository, settings, id)),
      ...(kept ? [] : await editProblems(graph, edit, this.#rules)),
    ]
    if (problems.length > 0) throw validationFailed(withNodePaths(problems, graph, edit.nodeId))
    const source = kept ?? (await writeGraph(graph, this.#rules.turns))
    return { ...settings, source, now: this.#now(), saving }
  }

  /** A script that it names may have been deleted since that was looked up. */
  async #throwRefused(error: unknown, write: ScriptWrite): Promise<never> {
    if (isUniqueViolation(error))
      throw new AppError('SCRIPT_NAME_TAKEN', { values: { name: write.name }, cause: error })
    const problems = isForeignKeyViolation(error) ? await followUpProblems(this.#repository, write) : []
    throw problems.length > 0 ? validationFailed(problems) : error
  }

  #now(): string {
    return isoTime(this.#clock.now())
  }
}

export interface NodeChange extends ScriptChange {
  readonly changes: NodePatch
}

export interface SavedScript {
  readonly stored: StoredScript
  /** Whether it differs from before. */
  readonly isChanged: boolean
}

export interface SavedNode extends TaggedNode {
  readonly isChanged: boolean
}
