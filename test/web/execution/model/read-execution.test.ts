import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readExecution } from '../../../../src/web/execution/model/read-execution.ts'
import { createApi } from '../../../../src/web/lib/api.ts'

const ID = 'ex_01KARDDJ80FXR3ZC8PCBFZ4WQZ'

interface Answers {
  /** The nodes of each page. */
  readonly pages: readonly (readonly { readonly node_id: string; readonly output_bytes: number }[])[]
}

/** Answers like a server with one execution; `asked` are the addresses. */
const createServer = ({ pages }: Answers) => {
  const asked: string[] = []
  const answer = (url: URL): object => {
    if (url.pathname.endsWith('/nodes')) {
      const page = Number(url.searchParams.get('cursor') ?? 0)
      return { data: pages[page], next_cursor: page + 1 < pages.length ? String(page + 1) : null }
    }
    const execution = { id: ID, status: 'completed' }
    if (url.pathname === '/api/executions') return { data: [execution], next_cursor: null }
    return { data: { ...execution, input: 1, output: 2, results: [{ node_id: 'whole' }] } }
  }
  const send = async (request: Request) => {
    const url = new URL(request.url)
    asked.push(url.pathname + url.search)
    return Response.json({ success: true, message: null, count: 1, ...answer(url) })
  }
  return { asked, api: createApi('http://127.0.0.1', send) }
}

const { signal } = new AbortController()

test('a small execution is read in one piece, with input and output', async () => {
  const { api } = createServer({ pages: [[{ node_id: 'a', output_bytes: 10 }]] })
  const { results, whole, isCut } = await readExecution(api, ID, signal)
  assert.deepEqual([results.map(({ node_id }) => node_id), whole?.output, isCut], [['whole'], 2, false])
})

test('a large one is read page by page, and shown meanwhile', async () => {
  const node = (node_id: string) => ({ node_id, output_bytes: 10 })
  const { api, asked } = createServer({ pages: [[node('a')], [node('b')], [node('c')]] })
  const parts: number[] = []
  const read = await readExecution(api, ID, signal, ({ results }) => parts.push(results.length))
  assert.deepEqual(
    read.results.map(({ node_id }) => node_id),
    ['a', 'b', 'c'],
  )
  assert.deepEqual([read.whole, read.isCut, read.summary.id, parts], [undefined, false, ID, [1, 2]])
  assert.ok(!asked.includes(`/api/executions/${ID}`))
})

test('one with long outputs is read without them', async () => {
  const { api } = createServer({ pages: [[{ node_id: 'a', output_bytes: 5_000_000 }]] })
  const { whole, results } = await readExecution(api, ID, signal)
  assert.deepEqual([whole, results.length], [undefined, 1])
})
