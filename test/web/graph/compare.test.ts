import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { compareScripts, isUnchanged } from '../../../src/web/graph/compare/compare.ts'
import { isEqual } from '../../../src/web/graph/compare/equal.ts'
import { findDivergence, mergeScripts } from '../../../src/web/graph/compare/merge.ts'
import {
  changeNode,
  changeSettings,
  connect,
  moveNodes,
  remove,
  setParameter,
} from '../../../src/web/graph/edits.ts'
import { edgesOf, type ScriptModel } from '../../../src/web/graph/model.ts'
import { makeModel, makeNode, models } from './arbitraries.ts'

const base = makeModel('a-b b-c', [makeNode('a', { parameters: { expression: '1', keep: true } })])
const none = { nodes: new Set<string>(), edges: new Set<string>() }

test('a comparison names added, removed and changed nodes, edges and settings', () => {
  let after = setParameter(base, 'a', ['expression', '2'])
  after = changeNode(after, 'a', { name: 'First' })
  after = remove(after, { ...none, nodes: new Set(['c']) })
  after = changeSettings(after, { strict: true })
  after = { ...after, nodes: [...after.nodes, makeNode('d')] }
  after = connect(after, { source: 'b', target: 'd', output: 'out' })
  const { nodes, addedEdges, removedEdges, settings } = compareScripts(base, after)
  assert.deepEqual(
    [...nodes].map(([id, { kind }]) => [id, kind]),
    [
      ['a', 'changed'],
      ['d', 'added'],
      ['c', 'removed'],
    ],
  )
  const change = nodes.get('a')
  assert.deepEqual(change?.kind === 'changed' && change.fields, [
    { field: 'name', before: undefined, after: 'First' },
    { field: 'parameters.expression', before: '1', after: '2' },
  ])
  assert.deepEqual(addedEdges, [{ source: 'b', target: 'd', output: 'out' }])
  assert.deepEqual(removedEdges, [{ source: 'b', target: 'c', output: 'out' }])
  assert.deepEqual(settings, [{ field: 'strict', before: false, after: true }])
})

test('changes of both sides are merged, by field within a node', () => {
  const mine = changeSettings(setParameter(base, 'a', ['expression', 'mine']), { name: 'Mine' })
  const theirs = changeNode(setParameter(base, 'a', ['added', 1]), 'b', { name: 'Theirs' })
  assert.deepEqual(findDivergence({ base, mine, theirs }).conflicts, [])
  const merged = mergeScripts({ base, mine, theirs }, new Map())
  assert.deepEqual(merged.nodes[0]?.parameters, { expression: 'mine', keep: true, added: 1 })
  assert.equal(merged.nodes[1]?.name, 'Theirs')
  assert.equal(merged.settings.name, 'Mine')
})

test('where both changed the same field the chosen side counts, and the rest of both stays', () => {
  const mine = changeNode(setParameter(base, 'a', ['expression', 'mine']), 'a', { name: 'Mine' })
  const theirs = setParameter(setParameter(base, 'a', ['expression', 'theirs']), 'a', ['keep', undefined])
  assert.deepEqual(
    findDivergence({ base, mine, theirs }).conflicts.map(({ id }) => id),
    ['a'],
  )
  const chosen = (side: 'mine' | 'theirs') =>
    mergeScripts({ base, mine, theirs }, new Map([['a', side]])).nodes.find(({ id }) => id === 'a')
  assert.deepEqual(chosen('mine')?.parameters, { expression: 'mine' })
  assert.deepEqual(chosen('theirs')?.parameters, { expression: 'theirs' })
  assert.equal(chosen('theirs')?.name, 'Mine')
})

test('a node that one side removed and the other changed is a conflict; where it stands is none', () => {
  const mine = remove(base, { ...none, nodes: new Set(['a']) })
  const theirs = setParameter(base, 'a', ['expression', '9'])
  assert.deepEqual(
    findDivergence({ base, mine, theirs }).conflicts.map(({ id }) => id),
    ['a'],
  )
  const kept = mergeScripts({ base, mine, theirs }, new Map([['a', 'theirs' as const]]))
  assert.ok(kept.nodes.some(({ id }) => id === 'a'))
  const [here, there] = [
    { x: 1, y: 1 },
    { x: 2, y: 2 },
  ].map((at) => moveNodes(base, new Map([['a', at]])))
  assert.ok(here && there)
  assert.deepEqual(findDivergence({ base, mine: here, theirs: there }).conflicts, [])
})

const sameGraph = (a: ScriptModel, b: ScriptModel) => {
  const sorted = (model: ScriptModel) => ({
    nodes: model.nodes.toSorted((x, y) => (x.id < y.id ? -1 : 1)),
    edges: edgesOf(model)
      .map((edge) => JSON.stringify(edge))
      .sort(),
  })
  assert.ok(isEqual(sorted(a), sorted(b)), JSON.stringify([sorted(a), sorted(b)]))
}

test('merging with an unchanged side is the other side, and nothing differs from itself', () => {
  fc.assert(
    fc.property(models, models, (one, other) => {
      sameGraph(mergeScripts({ base: one, mine: other, theirs: one }, new Map()), other)
      sameGraph(mergeScripts({ base: one, mine: one, theirs: other }, new Map()), other)
      assert.ok(isUnchanged(compareScripts(one, one)))
      assert.deepEqual(findDivergence({ base: one, mine: other, theirs: other }).conflicts, [])
    }),
  )
})

test('a merge has no edge without its nodes, however much both sides changed', () => {
  fc.assert(
    fc.property(
      models,
      models,
      models,
      fc.constantFrom('mine' as const, 'theirs' as const),
      (one, mine, theirs, side) => {
        const choices = new Map(
          findDivergence({ base: one, mine, theirs }).conflicts.map(({ id }) => [id, side]),
        )
        const merged = mergeScripts({ base: one, mine, theirs }, choices)
        const ids = new Set(merged.nodes.map(({ id }) => id))
        for (const { source, target } of edgesOf(merged)) assert.ok(ids.has(source) && ids.has(target))
      },
    ),
  )
})
