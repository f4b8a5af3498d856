import assert from 'node:assert/strict'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { ServerProcess } from '../../../crash/support/server-process.ts'
import { createFolder } from '../../../support/process/command.ts'

const ENDLESS = 'WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c'

const script = {
  name: 'tables',
  nodes: [
    { id: 'read', type: 'file_read', parameters: { path: 'a.csv', format: 'csv', as: 'table' } },
    { id: 'wait', type: 'wait_for_event', parameters: { name: 'go' } },
    { id: 'endless', type: 'sql', parameters: { query: ENDLESS, tables: {} } },
    {
      id: 'sum',
      type: 'sql',
      parameters: { query: 'SELECT sum(a) AS sum FROM t', tables: { t: '{{ nodes.read }}' } },
    },
  ],
  connections: { read: [{ target: 'wait' }, { target: 'endless' }], wait: [{ target: 'sum' }] },
}

/** A folder with a file, and servers that are started there one after the other. */
const createPlace = async (t: TestContext) => {
  const folder = await createFolder(t)
  await mkdir(join(folder, 'workspace'))
  await writeFile(join(folder, 'workspace', 'a.csv'), 'a\n1\n2\n')
  const start = async () => {
    const server = new ServerProcess({ folder })
    t.after(() => server.end('SIGKILL'))
    return { server, url: `${await server.listening}/api` }
  }
  const post = async (url: string, body: unknown, headers = {}) => {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...headers },
      body: JSON.stringify(body),
    })
    const text = await answer.text()
    assert.ok(answer.ok, text)
    return JSON.parse(text).data
  }
  const resultsUntil = async (
    url: string,
    isReached: (status: Readonly<Record<string, string>>) => boolean,
  ) => {
    for (;;) {
      const { data } = Object(await (await fetch(url)).json())
      const results: readonly { node_id: string; status: string; output?: unknown; attempts: number }[] =
        data.results
      if (isReached(Object.fromEntries(results.map(({ node_id, status }) => [node_id, status]))))
        return results
      await delay(20)
    }
  }
  return { start, post, resultsUntil }
}

test('after the death of the server an execution goes on with its tables', async (t) => {
  const { start, post, resultsUntil } = await createPlace(t)
  const first = await start()
  const { id: scriptId } = await post(`${first.url}/scripts`, script)
  const { id } = await post(`${first.url}/scripts/${scriptId}/execute`, {}, { Prefer: 'respond-async' })
  await resultsUntil(
    `${first.url}/executions/${id}`,
    ({ wait, endless }) => wait === 'running' && endless === 'running',
  )
  await first.server.end('SIGKILL')

  const second = await start()
  await post(`${second.url}/executions/${id}/events`, { name: 'go' })
  const results = await resultsUntil(`${second.url}/executions/${id}`, ({ sum }) => sum === 'completed')
  const of = (nodeId: string) => results.find(({ node_id }) => node_id === nodeId)
  assert.deepEqual(of('sum')?.output, [{ sum: 3 }])
  assert.equal(of('read')?.attempts, 1)
})

test('after the death of the server a loop goes on, and its outputs become a table', async (t) => {
  const { start, post, resultsUntil } = await createPlace(t)
  const loop = {
    name: 'loop',
    nodes: [
      { id: 'each', type: 'for_each', parameters: { items: [1, 2, 3], concurrency: 3, as: 'table' } },
      { id: 'row', type: 'transform', parameters: { expression: '{ "n": input }' } },
      { id: 'gate', type: 'condition', parameters: { expression: 'input.n = 2' } },
      { id: 'wait', type: 'wait_for_event', parameters: { name: 'go' } },
    ],
    connections: {
      each: [{ target: 'row', output: 'each' }],
      row: [{ target: 'gate' }],
      gate: [{ target: 'wait', output: 'true' }],
    },
  }
  const first = await start()
  const { id: scriptId } = await post(`${first.url}/scripts`, loop)
  const { id } = await post(`${first.url}/scripts/${scriptId}/execute`, {}, { Prefer: 'respond-async' })
  await resultsUntil(`${first.url}/executions/${id}`, ({ wait }) => wait === 'running')
  await first.server.end('SIGKILL')

  const second = await start()
  await post(`${second.url}/executions/${id}/events`, { name: 'go', payload: { n: 20 } })
  await resultsUntil(`${second.url}/executions/${id}`, ({ each }) => each === 'completed')
  const rows = await fetch(`${second.url}/executions/${id}/nodes/each/table`)
  const { data } = Object(await rows.json())
  assert.deepEqual(
    data.map(({ n }: { readonly n: unknown }) => n),
    [null, 20, null],
  )
})
