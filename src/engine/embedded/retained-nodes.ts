import type { Plan, PlanNode, PlanScope } from '../interpreter/plan.ts'
import type { PlanCache } from '../interpreter/plan-cache.ts'
import type { NodeRecord } from '../records.ts'
import { attemptOf, compositeOf, firstAttemptPath, stepKey } from '../step-key.ts'
import { blankRecord } from './blank-record.ts'
import { openStateOf } from './steps/composite.ts'

/** One run of a scope in which some nodes are to run again. */
interface PartialRun {
  readonly scope: PlanScope
  readonly path: string
  /** Its path in the retry, where attempts are counted from one again. */
  readonly newPath: string
}

/**
 * What the retry of an ended execution starts with. A node that did not complete runs again, and so does everything
 * that depends on it; all others keep their records. A loop or call that did not complete continues with the items, or
 * the version of the script, that it had, and with what its last attempt has left of its own nodes by the same rule.
 */
export const retainedNodes = async (
  plan: Plan,
  nodes: readonly NodeRecord[],
  plans: PlanCache,
): Promise<readonly NodeRecord[]> => {
  const records = new Records(nodes)
  const retained: NodeRecord[] = []
  const runs: PartialRun[] = [{ scope: plan.root, path: '', newPath: '' }]
  for (const run of runs) {
    const { path, newPath } = run
    const moved = (record: NodeRecord) => ({ ...record, path: newPath + record.path.slice(path.length) })
    for (const { node, record, key } of independentNodes(run, records)) {
      if (record.status === 'completed') {
        retained.push(...[record, ...records.allWithin(key)].map(moved))
        continue
      }
      const opened = await openedBefore(node, record, plans)
      if (!opened) continue
      retained.push({ ...blankRecord(newPath, node.node), state: opened.state })
      const ofLastAttempt = records.pathsIn(key).filter((inner) => attemptOf(inner) === record.attempts)
      for (const inner of ofLastAttempt) {
        const newInner = firstAttemptPath(newPath + inner.slice(path.length))
        runs.push({ scope: opened.scope, path: inner, newPath: newInner })
      }
    }
  }
  return retained
}

/** The nodes with a record that depend on none that runs again. */
const independentNodes = ({ scope, path }: PartialRun, records: Records) => {
  const found = scope.nodes.map((node) => {
    const key = stepKey(path, node.node.id)
    return { node, key, record: records.find(key) }
  })
  const repeated = found.filter(({ record }) => isToRepeat(record)).map(({ node }) => node)
  const dependents = dependentsOf(scope, repeated)
  return found.flatMap(({ node, key, record }) =>
    record && !dependents.has(node.index) ? [{ node, key, record }] : [],
  )
}

/** What an unfinished loop or call was running; `undefined` when it is to be opened again from the start. */
const openedBefore = async (node: PlanNode, record: NodeRecord, plans: PlanCache) => {
  const state = openStateOf(record)
  if (!state || (state.kind === 'rounds' && hasFailedByItself(node, record))) return undefined
  const scope = state.kind === 'call' ? (await plans.find(state.hash))?.root : node.body
  return scope && { state, scope }
}

/** Rounds depend on each other: if none of them is what has failed, only other rounds can lead to another end. */
const hasFailedByItself = ({ node }: PlanNode, { error }: NodeRecord): boolean =>
  node.on_error === 'continue' || error?.code === 'REPEAT_LIMIT'

/** A node that was skipped runs again only if it depends on one that does. */
const isToRepeat = (record: NodeRecord | undefined): boolean =>
  record?.status !== 'completed' && record?.status !== 'skipped'

/** Everything that is connected, however indirectly, behind one of the nodes that run again. */
const dependentsOf = (scope: PlanScope, repeated: readonly PlanNode[]): ReadonlySet<number> => {
  const dependents = new Set<number>()
  const pending = [...repeated]
  for (const node of pending) {
    for (const { target } of node.targets) {
      const next = scope.nodes[target]
      if (!next || dependents.has(target)) continue
      dependents.add(target)
      pending.push(next)
    }
  }
  return dependents
}

/** The records of an execution by key, and by the loop or call that they are in. */
class Records {
  readonly #byKey: ReadonlyMap<string, NodeRecord>
  readonly #byPath: ReadonlyMap<string, readonly NodeRecord[]>
  readonly #pathsByComposite: ReadonlyMap<string, readonly string[]>

  constructor(nodes: readonly NodeRecord[]) {
    this.#byKey = new Map(nodes.map((record) => [stepKey(record.path, record.node_id), record]))
    this.#byPath = Map.groupBy(nodes, ({ path }) => path)
    this.#pathsByComposite = Map.groupBy(this.#byPath.keys(), compositeOf)
  }

  find(key: string): NodeRecord | undefined {
    return this.#byKey.get(key)
  }

  /** The paths of the iterations, or of the one call, that have left records. */
  pathsIn(composite: string): readonly string[] {
    return this.#pathsByComposite.get(composite) ?? []
  }

  /** Every record inside of a loop or call, at any depth. */
  allWithin(composite: string): readonly NodeRecord[] {
    const found: NodeRecord[] = []
    const composites = [composite]
    for (const each of composites) {
      for (const record of this.pathsIn(each).flatMap((path) => this.#byPath.get(path) ?? [])) {
        found.push(record)
        composites.push(stepKey(record.path, record.node_id))
      }
    }
    return found
  }
}
