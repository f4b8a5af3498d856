import { connect, withoutUndefined } from '../edits.ts'
import { edgeId, nodesById, type ScriptModel, type ScriptNode } from '../model.ts'
import { type Comparison, compareScripts, edgesById, type FieldChange, type NodeChange } from './compare.ts'
import { isEqual } from './equal.ts'

export type Side = 'mine' | 'theirs'

export interface Conflict {
  readonly id: string
  readonly base: ScriptNode | undefined
  readonly mine: ScriptNode | undefined
  readonly theirs: ScriptNode | undefined
}

export interface Divergence {
  readonly mine: Comparison
  readonly theirs: Comparison
  /** Nodes in which both sides changed the same field differently, or that one removed and the other changed. */
  readonly conflicts: readonly Conflict[]
}

export interface Versions {
  readonly base: ScriptModel
  readonly mine: ScriptModel
  readonly theirs: ScriptModel
}

export const findDivergence = ({ base, mine, theirs }: Versions): Divergence => {
  const [myChanges, theirChanges] = [compareScripts(base, mine), compareScripts(base, theirs)]
  const [ofBase, ofMine, ofTheirs] = [nodesById(base), nodesById(mine), nodesById(theirs)]
  const conflicts = [...myChanges.nodes]
    .filter(([id, change]) => contradicts(change, theirChanges.nodes.get(id)))
    .map(([id]) => ({ id, base: ofBase.get(id), mine: ofMine.get(id), theirs: ofTheirs.get(id) }))
  return { mine: myChanges, theirs: theirChanges, conflicts }
}

/**
 * Puts the changes of both sides together. In a conflict the chosen side counts; a choice that was not made is mine.
 * Settings are merged by field, edges as a set without those whose node is gone.
 */
export const mergeScripts = (versions: Versions, choices: ReadonlyMap<string, Side>): ScriptModel => {
  const { mine, theirs } = versions
  const divergence = findDivergence(versions)
  const [ofMine, ofTheirs] = [nodesById(mine), nodesById(theirs)]
  const ids = new Set([...theirs.nodes, ...mine.nodes].map(({ id }) => id))
  const nodes = [...ids].flatMap(
    (id) =>
      mergeNode([ofMine.get(id), ofTheirs.get(id)], {
        my: divergence.mine.nodes.get(id),
        their: divergence.theirs.nodes.get(id),
        side: choices.get(id) ?? 'mine',
      }) ?? [],
  )
  const settings = { ...theirs.settings, ...changesOf(divergence.mine.settings) }
  const merged: ScriptModel = { settings, nodes, connections: new Map() }
  return mergedEdges(versions, nodes).reduce(connect, merged)
}

interface BothChanges {
  readonly my: NodeChange | undefined
  readonly their: NodeChange | undefined
  readonly side: Side
}

const mergeNode = (
  [mine, theirs]: readonly [ScriptNode | undefined, ScriptNode | undefined],
  { my, their, side }: BothChanges,
): ScriptNode | undefined => {
  if (!my) return theirs
  if (!their) return mine
  if (mine && theirs && my.kind === 'changed' && their.kind === 'changed') {
    return side === 'mine' ? applyChange(theirs, my) : applyChange(mine, their)
  }
  return side === 'mine' ? mine : theirs
}

// Where a node stands is nothing to be asked about.
const UNIMPORTANT = 'position'

const contradicts = (mine: NodeChange, theirs: NodeChange | undefined): boolean => {
  if (!theirs || (mine.kind === 'removed' && theirs.kind === 'removed')) return false
  if (mine.kind === 'changed' && theirs.kind === 'changed') {
    return mine.fields.some(({ field, after }) =>
      theirs.fields.some(
        (each) => field !== UNIMPORTANT && each.field === field && !isEqual(each.after, after),
      ),
    )
  }
  return !isEqual(mine.node, theirs.node) || mine.kind !== theirs.kind
}

const PARAMETER = 'parameters.'

const applyChange = (node: ScriptNode, { fields }: Extract<NodeChange, { kind: 'changed' }>): ScriptNode => {
  const [ofParameters, ofNode] = partition(fields, ({ field }) => field.startsWith(PARAMETER))
  const parameters = {
    ...node.parameters,
    ...Object.fromEntries(ofParameters.map(({ field, after }) => [field.slice(PARAMETER.length), after])),
  }
  return withoutUndefined({
    ...node,
    ...changesOf(ofNode),
    parameters: withoutUndefined(parameters),
  })
}

const partition = <T>(items: readonly T[], belongs: (item: T) => boolean): [T[], T[]] => [
  items.filter(belongs),
  items.filter((item) => !belongs(item)),
]

const mergedEdges = ({ base, mine, theirs }: Versions, nodes: readonly ScriptNode[]) => {
  const there = new Set(nodes.map(({ id }) => id))
  const [old, ofMine, ofTheirs] = [edgesById(base), edgesById(mine), edgesById(theirs)]
  return [...new Map([...ofTheirs, ...ofMine]).values()].filter((edge) => {
    const id = edgeId(edge)
    // An edge of the base that one side has removed is gone.
    const isKept = old.has(id) ? ofMine.has(id) && ofTheirs.has(id) : true
    return isKept && there.has(edge.source) && there.has(edge.target)
  })
}

const changesOf = (changes: readonly FieldChange[]) =>
  Object.fromEntries(changes.map(({ field, after }) => [field, after]))
