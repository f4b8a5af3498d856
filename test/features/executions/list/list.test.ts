import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { encodeCursor } from '../../../../src/domain/cursor.ts'
import { createExecutionApp, fail, start, wait } from '../../../support/http/execution-app.ts'

interface Summary {
  readonly id: string
  readonly script_id: number
  readonly status: string
  readonly created_at: string
}

type Query = Readonly<Record<string, string | readonly string[] | undefined>>

const toSearch = (query: Query) =>
  new URLSearchParams(
    Object.entries(query).flatMap(([name, value = []]) => [value].flat().map((each) => [name, each])),
  )

test('executions are listed newest first, by every filter and page by page', async (t) => {
  const { addScript, call, clock, begin } = await createExecutionApp(t)
  const good = await addScript([start('a')])
  const bad = await addScript([fail('a')])
  const slow = await addScript([wait('a', 600_000)])
  for (let round = 0; round < 10; round++) {
    await call('POST', `/scripts/${good}/execute`)
    await call('POST', `/scripts/${bad}/execute`)
    await clock.advance(round % 3 === 0 ? 0 : 1000)
  }
  await call('POST', `/executions/${await begin(slow)}/cancel`)

  const list = async (query: Query) => {
    const { status, json, text } = await call('GET', `/executions?${toSearch(query)}`)
    assert.equal(status, 200, text)
    const data: readonly Summary[] = json.data
    assert.equal(json.count, data.length)
    return { data, next: json.next_cursor }
  }
  const all = (await list({ limit: '200' })).data
  assert.deepEqual([all.length, all[0]?.status], [21, 'cancelled'])
  assert.deepEqual(
    all.map(({ id }) => id),
    all
      .map(({ id }) => id)
      .toSorted()
      .toReversed(),
  )
  assert.ok(all.every((execution) => !('results' in execution) && !('output' in execution)))

  const times = fc.constantFrom(...all.map(({ created_at }) => created_at), '2020-01-01T00:00:00Z')
  const filter = fc.record(
    {
      script_id: fc.constantFrom(good, bad, 999).map(String),
      status: fc.uniqueArray(fc.constantFrom('completed', 'failed', 'cancelled'), { minLength: 1 }),
      since: times,
      until: times,
    },
    { requiredKeys: [] },
  )
  const sorts = fc.constantFrom('created_at', '-created_at')
  const matches = (query: Query) => (execution: Summary) => {
    const { script_id, status, since, until } = query
    return (
      (script_id === undefined || execution.script_id === Number(script_id)) &&
      (status === undefined || status.includes(execution.status)) &&
      (since === undefined || Date.parse(execution.created_at) >= Date.parse(String(since))) &&
      (until === undefined || Date.parse(execution.created_at) <= Date.parse(String(until)))
    )
  }
  await fc.assert(
    fc.asyncProperty(filter, sorts, fc.integer({ min: 1, max: 30 }), async (query, sort, limit) => {
      const found: Summary[] = []
      let cursor: string | null = null
      do {
        const page = await list({ ...query, sort, limit: String(limit), ...(cursor !== null && { cursor }) })
        assert.ok(page.data.length <= limit)
        found.push(...page.data)
        cursor = page.next
      } while (cursor !== null)
      const running = matches(query)
      const expected = all.filter(running)
      assert.deepEqual(found, sort === 'created_at' ? expected.toReversed() : expected)
    }),
    { numRuns: 40 },
  )
})

for (const query of [
  'limit=0',
  'limit=201',
  'cursor=nonsense',
  'sort=status',
  `sort=created_at&cursor=${encodeCursor(['ex_01KARDDJ80FXR3ZC8PCBFZ4WQZ'])}`,
  'status=done',
  'status=failed&status=done',
  `q=${'x'.repeat(101)}`,
  'since=yesterday',
  'script_id=x',
  'until=2026-13-01T00:00:00Z',
]) {
  test(`a list with ${query} is refused`, async (t) => {
    const { call } = await createExecutionApp(t)
    const { status, json } = await call('GET', `/executions?${query}`)
    assert.deepEqual([status, json.error_code], [422, 'VALIDATION_FAILED'])
  })
}

test('a status that does not exist is explained, given once or several times', async (t) => {
  const { call } = await createExecutionApp(t)
  const many = Array.from({ length: 20 }, () => 'status=queued').join('&')
  const messages: readonly (readonly [query: string, path: string, message: RegExp])[] = [
    ['status=runing', 'query.status.0', /^Must be one of .*"queued".* Did you mean "running"\?$/],
    ['status=failed&status=runing', 'query.status.1', /^Must be one of .* Did you mean "running"\?$/],
    ['status=', 'query.status.0', /^Must be one of /],
    [many, 'query.status', /^Must have at most \d+ items\.$/],
    ['script_id=1&script_id=2', 'query.script_id', /only once/],
  ]
  for (const [query, path, message] of messages) {
    const { status, json } = await call('GET', `/executions?${query}`)
    assert.equal(status, 422, query)
    assert.equal(json.details[0].path, path)
    assert.match(json.details[0].message, message)
  }
})
