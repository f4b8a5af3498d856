import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { openDatabase } from '../../../../src/db/client.ts'
import { chain, type NodeSpec } from '../../../support/engine/graph-spec.ts'
import { createExecutionApp, fail, start, wait } from '../../../support/http/execution-app.ts'

interface Shown {
  readonly node_id: string
  readonly path?: string
  readonly status: string
  readonly output_bytes: number | null
}

const compute = (id: string, expression: string, more: object = {}): NodeSpec => ({
  id,
  type: 'transform',
  parameters: { expression },
  ...more,
})

const placesOf = (nodes: readonly Shown[]) => nodes.map(({ node_id, path = '' }) => `${path}:${node_id}`)

const createNodeApp = async (t: Parameters<typeof createExecutionApp>[0]) => {
  const app = await createExecutionApp(t)
  const list = async (id: string, query = '') => {
    const { status, json, text } = await app.call('GET', `/executions/${id}/nodes?${query}`)
    assert.equal(status, 200, text)
    const data: readonly Shown[] = json.data
    return { data, next: json.next_cursor }
  }
  const listAll = async (id: string, limit: number, query = '') => {
    const found: Shown[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const page: Awaited<ReturnType<typeof list>> = await list(
        id,
        `limit=${limit}&cursor=${cursor}&${query}`,
      )
      assert.ok(page.data.length <= limit)
      found.push(...page.data)
      cursor = page.next
    }
    return found
  }
  const execute = async (script: number, input?: unknown) =>
    (await app.call('POST', `/scripts/${script}/execute`, { body: { input } })).json.data
  const show = async (id: string, node: string, path?: string) => {
    const query = path === undefined ? '' : `?${new URLSearchParams({ path })}`
    return app.call('GET', `/executions/${id}/nodes/${encodeURIComponent(node)}${query}`)
  }
  return { ...app, list, listAll, execute, show }
}

const loop = {
  id: 'each',
  type: 'for_each',
  parameters: { items: 'input' },
}
const loopEdges = [
  ['a', 'each'],
  ['each', 'b', 'each'],
  ['b', 'c'],
  ['each', 'z', 'done'],
] as const
const loopNodes = [
  start('a'),
  loop,
  compute('b', 'input * 2'),
  compute('c', 'input + 1'),
  compute('z', '$sum(input)'),
]

/** Puts the nodes of an execution into rows, as those of a large one are, or of one that took long. */
const asRows = async (folder: string, id: string) => {
  const database = await openDatabase({ url: `file:${join(folder, 'scriptd.db')}`, synchronous: 'OFF' })
  const { rows } = await database.execute({ sql: 'SELECT nodes FROM executions WHERE id = ?', args: [id] })
  const { SAVE_NODES } = await import('../../../../src/features/executions/store/node-codec.ts')
  const nodes: readonly unknown[][] = JSON.parse(String(rows[0]?.nodes)) ?? []
  await database.execute({ sql: SAVE_NODES, args: [JSON.stringify(nodes.map((node) => [id, ...node]))] })
  await database.execute({ sql: 'UPDATE executions SET nodes = NULL WHERE id = ?', args: [id] })
  await database.close()
}

for (const place of ['inline', 'rows'] as const) {
  test(`node results are paged in the order of their starts, and filtered (${place})`, async (t) => {
    const { addScript, execute, list, listAll, folder } = await createNodeApp(t)
    const { id, results } = await execute(await addScript(loopNodes, loopEdges), [1, 2, 3])
    if (place === 'rows') await asRows(folder, id)
    const all = (await list(id, 'limit=200')).data
    assert.deepEqual(
      all,
      results.map(({ output, ...head }: { readonly output?: unknown }) => ({
        ...head,
        output_bytes: JSON.stringify(output).length,
      })),
    )
    for (const limit of [1, 2, 3, all.length]) assert.deepEqual(await listAll(id, limit), all)
    assert.deepEqual(placesOf(await listAll(id, 1, 'node_id=b')), ['each[0]:b', 'each[1]:b', 'each[2]:b'])
    assert.deepEqual(placesOf(await listAll(id, 1, 'path=each[1]')), ['each[1]:b', 'each[1]:c'])
    assert.deepEqual(placesOf(await listAll(id, 9, 'path=')), [':a', ':each', ':z'])
    assert.deepEqual(await listAll(id, 9, 'status=failed'), [])
  })

  test(`a node result has its input, whatever it came from (${place})`, async (t) => {
    const { addScript, execute, show, folder } = await createNodeApp(t)
    const nodes: NodeSpec[] = [
      compute('a', 'input.x'),
      compute('b', 'input.y'),
      compute('both', '$string(input)'),
      { ...fail('broken'), on_error: 'continue' },
      compute('after', 'input.error.message'),
    ]
    const edges = [
      ['a', 'both'],
      ['b', 'both'],
      ['both', 'broken'],
      ['broken', 'after', 'error'],
    ] as const
    const input = { x: 1, y: '한글', long: 'x'.repeat(300_000) }
    const { id } = await execute(await addScript(nodes, edges), input)
    if (place === 'rows') await asRows(folder, id)
    const dataOf = async (node: string) => (await show(id, node)).json.data
    assert.deepEqual((await dataOf('a')).input, input)
    const both = await dataOf('both')
    assert.deepEqual([both.input, both.output], [{ a: 1, b: '한글' }, '{"a":1,"b":"한글"}'])
    const after = await dataOf('after')
    assert.equal(after.input.error.message, 'no')
    assert.equal(after.output, 'no')
  })

  test(`an item is the input in a loop that has failed (${place})`, async (t) => {
    const { addScript, execute, show, folder } = await createNodeApp(t)
    const nodes = [start('a'), loop, fail('b')]
    const { id } = await execute(
      await addScript(nodes, [
        ['a', 'each'],
        ['each', 'b', 'each'],
      ]),
      [{ n: 1 }, { n: 2 }],
    )
    if (place === 'rows') await asRows(folder, id)
    const { json } = await show(id, 'b', 'each[0]')
    assert.deepEqual([json.data.status, json.data.input], ['failed', { n: 1 }])
    const { json: unknown } = await show(id, 'b', 'each[7]')
    assert.equal(unknown.error_code, 'NODE_NOT_FOUND')
  })
}

test('in a loop that has completed only the items are not kept', async (t) => {
  const { addScript, execute, show } = await createNodeApp(t)
  const { id } = await execute(await addScript(loopNodes, loopEdges), [1, 2, 3])
  const { json: first } = await show(id, 'b', 'each[1]')
  assert.ok(!('input' in first.data))
  const { json: second } = await show(id, 'c', 'each[1]')
  assert.deepEqual([second.data.input, second.data.output], [4, 5])
})

test('nodes of a called script are not taken for those of the graph with the same ids', async (t) => {
  const { addScript, execute, show } = await createNodeApp(t)
  const called = await addScript([compute('a', '1'), compute('b', 'input + 1')], chain('a', 'b'))
  const call = { id: 'call', type: 'sub_script', parameters: { script_id: called } }
  const { id } = await execute(await addScript([call, compute('b', '9')], chain('call', 'b')))
  const { json } = await show(id, 'b', 'call')
  assert.equal(json.data.output, 2)
  assert.ok(!('input' in json.data))
})

test('nodes of a running execution are listed, and their inputs are known', async (t) => {
  const { addScript, begin, list, show, clock } = await createNodeApp(t)
  const id = await begin(await addScript([compute('a', '5'), wait('w', 60_000)], chain('a', 'w')))
  await clock.advance(10)
  const { data } = await list(id)
  assert.deepEqual(
    data.map(({ node_id, status }) => [node_id, status]),
    [
      ['a', 'completed'],
      ['w', 'running'],
    ],
  )
  assert.equal((await show(id, 'w')).json.data.input, 5)
})
