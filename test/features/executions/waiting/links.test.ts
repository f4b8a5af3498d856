import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { Execution } from '../../../../src/features/executions/schema.ts'
import type { AlarmClock } from '../../../../src/lib/time/clock.ts'
import type { NodeSpec } from '../../../support/engine/graph-spec.ts'
import { dataOf, errorOf } from '../../../support/http/client.ts'
import { createTestApp } from '../../../support/http/test-app.ts'
import { ManualClock } from '../../../support/time/manual-clock.ts'

const KEY = 'a'.repeat(64)
const PUBLIC_URL = 'https://scriptd.example.com/base'
const HTML = { Accept: 'text/html,application/xhtml+xml' }

const mail: NodeSpec = {
  id: 'mail',
  type: 'transform',
  parameters: { expression: 'execution.resume_url' },
}
const waiting = (id: string): NodeSpec => ({ id, type: 'wait_for_event', parameters: { name: id } })

const setUp = async (
  t: TestContext,
  env: Readonly<Record<string, string>> = {},
  more: { readonly clock?: AlarmClock } = {},
) => {
  const settings = { SECRETS_KEY: KEY, PUBLIC_URL, RESUME_LINK_RATE_LIMIT: '0', ...env }
  const app = await createTestApp(t, { env: settings, ...more })
  const { request } = app
  const begin = async (nodes: readonly NodeSpec[], connections: object) => {
    const body = { name: `s${Math.random()}`, nodes, connections }
    const { json } = await request('POST', '/api/scripts', { body })
    const headers = { Prefer: 'respond-async' }
    return String((await request('POST', `/api/scripts/${json.data.id}/execute`, { headers })).json.data.id)
  }
  const show = async (id: string) => dataOf(Execution, await request('GET', `/api/executions/${id}`))
  const until = async (id: string, isSo: (execution: Execution) => boolean) => {
    for (;;) {
      const execution = await show(id)
      if (isSo(execution)) return execution
      await setImmediate()
    }
  }
  const ended = (id: string) => until(id, ({ finished_at }) => finished_at !== null)
  /** The path of the link that a node has put out, once the next node waits. */
  const linkOf = async (id: string, node = 'mail') => {
    const isThere = ({ node_id, output }: Execution['results'][number]) =>
      node_id === node && output !== undefined
    const { results } = await until(
      id,
      (execution) =>
        execution.results.some(isThere) && execution.results.some(({ waiting_for }) => waiting_for),
    )
    const url = String(results.find(({ node_id }) => node_id === node)?.output)
    assert.ok(url.startsWith(`${PUBLIC_URL}/resume/`), url)
    return url.slice(PUBLIC_URL.length)
  }
  return { ...app, begin, show, ended, linkOf }
}

const simple = [[mail, waiting('approval')], { mail: [{ target: 'approval' }] }] as const

test('a link resumes the next waiting node once, with the body as payload; following it changes nothing', async (t) => {
  const { begin, ended, linkOf, request, log } = await setUp(t)
  const id = await begin(...simple)
  const link = await linkOf(id)
  const asked = await request('GET', link)
  assert.deepEqual([asked.status, asked.json.data], [200, { execution_id: id }])
  assert.equal((await request('HEAD', link)).status, 200)
  const page = await request('GET', `${link}?decision=%3Cyes%3E`, {
    headers: { ...HTML, 'Accept-Language': 'ko' },
  })
  assert.equal(page.headers.get('Cache-Control'), 'no-store')
  assert.match(page.text, /<html lang="ko">.*name="decision" value="&lt;yes&gt;".*<button>확인/s)

  const headers = { 'Content-Type': 'application/json' }
  const used = await request('POST', link, { body: { by: 'Kim' }, headers })
  assert.deepEqual([used.status, used.json.data], [202, { execution_id: id }])
  assert.deepEqual((await ended(id)).output, { by: 'Kim' })

  const [content, signature] = link.split('.')
  const forged = `${content}.${signature?.replace(/./, (first) => (first === 'A' ? 'B' : 'A'))}`
  const answers = await Promise.all(
    [link, forged, '/resume/x', '/resume/a.b', '/resume/'].flatMap((path) => [
      request('GET', path),
      request('POST', path, { body: {} }),
    ]),
  )
  for (const answer of answers) {
    const { request_id: _, ...error } = errorOf(answer)
    assert.deepEqual([answer.status, error.error_code], [404, 'LINK_INVALID'])
  }
  assert.equal((await request('GET', link, { headers: HTML })).status, 404)
  assert.ok(!JSON.stringify(log.lines).includes(String(signature)))
  assert.match(
    (await request('GET', '/metrics')).text,
    /scriptd_events_total\{.*way="link".*outcome="delivered".*\} 1/,
  )
})

test('forms and parameters of the address become the payload, also before the node waits', async (t) => {
  const { begin, ended, linkOf, request } = await setUp(t)
  const gate = waiting('gate')
  const nodes = [gate, mail, waiting('first'), { ...mail, id: 'again' }, waiting('second')]
  const id = await begin(nodes, {
    gate: [{ target: 'mail' }],
    mail: [{ target: 'first' }],
    first: [{ target: 'again' }],
    again: [{ target: 'second' }],
  })
  await request('POST', `/api/executions/${id}/events`, { body: { name: 'gate' } })
  const link = await linkOf(id)
  const form = { 'Content-Type': 'application/x-www-form-urlencoded' }
  const sent = await request('POST', link, { body: 'decision=yes', headers: { ...form, ...HTML } })
  assert.equal(sent.status, 202)
  assert.match(sent.text, /Thank you/)
  const second = await linkOf(id, 'again')
  assert.equal((await request('POST', `${second}?decision=no`)).status, 202)
  const { results } = await ended(id)
  const outputs = Object.fromEntries(results.map(({ node_id, output }) => [node_id, output]))
  assert.deepEqual([outputs.first, outputs.second], [{ decision: 'yes' }, { decision: 'no' }])
})

test('a link is no longer valid when its node has ended, and after a number of days', async (t) => {
  const { begin, linkOf, request } = await setUp(t)
  const id = await begin([mail, waiting('approval'), waiting('other')], {
    mail: [{ target: 'approval' }],
    approval: [{ target: 'other' }],
  })
  const link = await linkOf(id)
  assert.equal((await request('GET', link)).status, 200)
  await request('POST', `/api/executions/${id}/events`, { body: { name: 'approval' } })
  while ((await request('GET', link)).status === 200) await setImmediate()
  assert.equal((await request('POST', link, { body: {} })).status, 404)
})

test('requests with links are limited by address; payloads have their limit', async (t) => {
  const env = { RESUME_LINK_RATE_LIMIT: '3', EVENT_LIMIT_BYTES: '20' }
  const { begin, linkOf, request } = await setUp(t, env, { clock: new ManualClock() })
  const link = await linkOf(await begin(...simple))
  const from = (address: string, body: unknown = {}) => request('POST', link, { address, body })
  assert.equal((await from('192.0.2.1', 'x'.repeat(30))).status, 400)
  assert.equal((await from('192.0.2.1', ['x'.repeat(30)])).status, 413)
  assert.equal((await from('192.0.2.1')).status, 202)
  const limited = await from('192.0.2.1')
  assert.deepEqual([limited.status, errorOf(limited).error_code], [429, 'RATE_LIMITED'])
  assert.equal((await from('192.0.2.2')).status, 404)
})

test('without a key there is no link', async (t) => {
  const { begin, show } = await setUp(t, { SECRETS_KEY: '' })
  const id = await begin([mail, waiting('approval')], { mail: [{ target: 'approval' }] })
  for (;;) {
    const { results } = await show(id)
    const [first] = results
    if (first?.finished_at) {
      assert.equal(first.output, null)
      return
    }
    await setImmediate()
  }
})
