import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { copyNodes, parseFragment, placeFragment } from '../../../src/web/graph/clipboard.ts'
import {
  addFragment,
  changeNode,
  changeSettings,
  connect,
  moveNodes,
  remove,
  renamePort,
  setParameter,
} from '../../../src/web/graph/edits.ts'
import { beginHistory, type History, MAX_STEPS, record, redo, undo } from '../../../src/web/graph/history.ts'
import { layOut } from '../../../src/web/graph/layout/layout.ts'
import {
  edgeId,
  edgesOf,
  graphOf,
  type ScriptModel,
  type ScriptNode,
  scriptOf,
} from '../../../src/web/graph/model.ts'
import { freshId } from '../../../src/web/graph/node-ids.ts'
import { renameNode } from '../../../src/web/graph/references.ts'
import { nodeSize } from '../../../src/web/graph/size.ts'
import { makeModel, makeNode, models } from './arbitraries.ts'

type Edit = (model: ScriptModel) => ScriptModel

const pick = <T>(items: readonly T[], number: number): T | undefined => items[number % (items.length || 1)]

const languagesOf = () => ({ expression: 'jsonata' as const })

interface Choice {
  readonly model: ScriptModel
  readonly a: ScriptNode
  readonly b: ScriptNode
  readonly number: number
  readonly text: string
}

const idsOf = ({ nodes }: ScriptModel) => new Set(nodes.map(({ id }) => id))

const paste = ({ model, a, b }: Choice): ScriptModel => {
  const copied = parseFragment(copyNodes(model, new Set([a.id, b.id])))
  if (!copied) return model
  return addFragment(model, placeFragment(copied, { taken: idsOf(model), languagesOf, at: { x: 5, y: 5 } }))
}

const layOutAll = (model: ScriptModel): ScriptModel =>
  moveNodes(model, layOut(model, new Map(model.nodes.map(({ id }) => [id, nodeSize(1)]))))

const disconnect = ({ model, number }: Choice): ScriptModel => {
  const edge = pick(edgesOf(model), number)
  return remove(model, { nodes: new Set(), edges: new Set(edge ? [edgeId(edge)] : []) })
}

const rename = ({ model, a, text, number }: Choice): ScriptModel => {
  const to = `${text}_renamed_${number}`
  return idsOf(model).has(to) ? model : renameNode(model, [a.id, to], languagesOf)
}

const add = (model: ScriptModel, text: string): ScriptModel => {
  const node = makeNode(freshId(text, idsOf(model)))
  return addFragment(model, { nodes: [node], edges: [] })
}

/** Every kind of edit of the nodes and edges that it is given. */
const kinds: readonly ((choice: Choice) => ScriptModel)[] = [
  ({ model, text }) => add(model, text),
  ({ model, a, b, text }) => connect(model, { source: a.id, target: b.id, output: text }),
  ({ model, a, b }) => remove(model, { nodes: new Set([a.id, b.id]), edges: new Set() }),
  disconnect,
  ({ model, a, number }) => moveNodes(model, new Map([[a.id, { x: number, y: number }]])),
  ({ model, a, text, number }) =>
    changeNode(model, a.id, { name: text, on_error: number % 2 ? 'continue' : undefined }),
  ({ model, a, text, number }) => setParameter(model, a.id, ['expression', number % 3 ? text : undefined]),
  ({ model, text, number }) => changeSettings(model, { name: text, strict: number % 2 === 0 }),
  rename,
  paste,
  ({ model, a, text }) => renamePort(model, a.id, ['out', text]),
  ({ model }) => layOutAll(model),
]

const edits: fc.Arbitrary<Edit> = fc
  .record({
    kind: fc.constantFrom(...kinds),
    first: fc.nat(20),
    second: fc.nat(20),
    text: fc.constantFrom('x', 'y', 'nodes.a'),
  })
  .map(({ kind, first, second, text }) => (model) => {
    const [a, b] = [pick(model.nodes, first), pick(model.nodes, second)]
    return a && b ? kind({ model, a, b, number: second, text }) : add(model, text)
  })

const actions = fc.array(
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        edit: edits,
        group: fc.constantFrom(undefined, 'typing'),
        pause: fc.nat(1500),
      }),
    },
    { weight: 2, arbitrary: fc.constant('undo' as const) },
    { weight: 1, arbitrary: fc.constant('redo' as const) },
  ),
  { maxLength: 40 },
)

/** What a history is to be: a list of states with a place in it. */
class Reference {
  #states: readonly string[]
  #place = 0
  #last: { group: string | undefined; at: number } | undefined

  constructor(state: string) {
    this.#states = [state]
  }

  get state() {
    return this.#states[this.#place]
  }

  edit(state: string, { group, at }: { group: string | undefined; at: number }) {
    const { group: before, at: since = 0 } = this.#last ?? {}
    const joins = group !== undefined && group === before && at - since <= 1000
    this.#states = [...this.#states.slice(0, this.#place + (joins ? 0 : 1)), state]
    this.#place = this.#states.length - 1
    this.#last = { group, at }
  }

  go(steps: 1 | -1) {
    const place = this.#place + steps
    if (place < 0 || place >= this.#states.length) return
    this.#place = place
    this.#last = undefined
  }
}

const textOf = (model: ScriptModel) => JSON.stringify(scriptOf(model))

test('any sequence of edits and undos equals a list of states with a place in it', () => {
  fc.assert(
    fc.property(models, actions, (start, sequence) => {
      let history: History<ScriptModel, string> = beginHistory(start)
      const reference = new Reference(textOf(start))
      let at = 0
      for (const action of sequence) {
        if (action === 'undo') {
          history = undo(history)
          reference.go(-1)
        } else if (action === 'redo') {
          history = redo(history)
          reference.go(1)
        } else {
          at += action.pause
          const { group } = action
          const next = action.edit(history.present)
          if (next !== history.present) reference.edit(textOf(next), { group, at })
          history = record(history, next, { label: 'edit', group, at })
        }
        assert.equal(textOf(history.present), reference.state)
      }
    }),
    { numRuns: 300 },
  )
})

test('undoing everything leads to the start, and doing it again to the end', () => {
  fc.assert(
    fc.property(models, fc.array(edits, { maxLength: 20 }), (start, list) => {
      let history: History<ScriptModel, string> = beginHistory(start)
      for (const edit of list) history = record(history, edit(history.present), { label: 'edit', at: 0 })
      const end = history.present
      while (history.past.length > 0) history = undo(history)
      assert.equal(history.present, start)
      while (history.future.length > 0) history = redo(history)
      assert.equal(history.present, end)
    }),
  )
})

test('an edit that leads to the same script leaves the model as it is, so that no undo shows nothing', () => {
  fc.assert(
    fc.property(models, edits, (start, edit) => {
      const next = edit(start)
      assert.equal(next === start, textOf(next) === textOf(start))
    }),
    { numRuns: 500 },
  )
  const node = makeNode('a', { parameters: { headers: { a: '1' } } })
  const model = makeModel('', [node])
  assert.equal(setParameter(model, 'a', ['headers', { a: '1' }]), model)
  assert.equal(setParameter(model, 'a', ['url', undefined]), model)
  assert.equal(changeNode(model, 'a', { name: undefined, position: { x: 0, y: 0 } }), model)
  assert.equal(changeSettings(model, { tags: [] }), model)
  assert.equal(remove(model, { nodes: new Set(['b']), edges: new Set(['c']) }), model)
})

test('no edit changes the model that it starts from, or leaves an edge without its nodes', () => {
  fc.assert(
    fc.property(models, fc.array(edits, { maxLength: 15 }), (start, list) => {
      let model = start
      for (const edit of list) {
        const before = JSON.stringify(graphOf(model))
        const next = edit(model)
        assert.equal(JSON.stringify(graphOf(model)), before)
        const ids = next.nodes.map(({ id }) => id)
        assert.equal(new Set(ids).size, ids.length)
        for (const edge of edgesOf(next)) assert.ok(ids.includes(edge.source) && ids.includes(edge.target))
        const edgeIds = edgesOf(next).map(edgeId)
        assert.equal(new Set(edgeIds).size, edgeIds.length)
        model = next
      }
    }),
    { numRuns: 200 },
  )
})

test('letters that are typed one after another are undone together, after a pause on their own', () => {
  const type = (history: History<string, string>, text: string, at: number) =>
    record(history, text, { label: 'type', group: 'name', at })
  let history: History<string, string> = beginHistory('')
  history = type(type(type(history, 'a', 0), 'ab', 400), 'abc', 2000)
  assert.equal(undo(history).present, 'ab')
  assert.equal(undo(undo(history)).present, '')
  assert.equal(redo(undo(history)).present, 'abc')
})

test('an edit after an undo takes away what could be done again', () => {
  let history: History<string, string> = beginHistory('a')
  history = undo(record(history, 'b', { label: 'b', at: 0 }))
  history = record(history, 'c', { label: 'c', at: 1 })
  assert.equal(redo(history).present, 'c')
  assert.equal(undo(history).present, 'a')
})

test('the oldest steps are forgotten', () => {
  let history: History<number, string> = beginHistory(0)
  for (let step = 1; step <= MAX_STEPS + 5; step += 1)
    history = record(history, step, { label: '', at: step })
  assert.equal(history.past.length, MAX_STEPS)
  while (history.past.length > 0) history = undo(history)
  assert.equal(history.present, 5)
})
