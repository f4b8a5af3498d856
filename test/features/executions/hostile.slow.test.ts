import assert from 'node:assert/strict'
import { readdir } from 'node:fs/promises'
import { type TestContext, test } from 'node:test'
import { createTestApp } from '../../support/http/test-app.ts'
import { withPatience } from '../../support/time/patience.ts'
import { watchTurns } from '../../support/time/turns.ts'

const code = (text: string) => ({ type: 'code', parameters: { code: text } })
const transform = (expression: string) => ({ type: 'transform', parameters: { expression } })

type Case = readonly [node: { type: string; parameters: unknown }, failure: string]

const endless: readonly Case[] = [
  [code('for (;;);'), 'CODE_TIMEOUT'],
  [code('const f = async () => { for (;;) await 0 }; f(); await f()'), 'CODE_TIMEOUT'],
  [code('return /(a+)+$/.test("a".repeat(50) + "b")'), 'CODE_TIMEOUT'],
  [transform('($f := function($x) { $f($x) }; $f(1))'), 'EXPRESSION_FAILED'],
  [transform('$replace($pad("", 50, "a") & "b", /(a+)+$/, "x")'), 'EXPRESSION_FAILED'],
  [transform('$string($reduce([1..40], function($x, $_) { { "a": $x, "b": $x } }, 1))'), 'EXPRESSION_FAILED'],
]

/** They reach another limit, given enough time. */
const excessive: readonly Case[] = [
  [code('const a = []; for (;;) a.push([a.length])'), 'CODE_MEMORY'],
  [code('return "x".repeat(2e6)'), 'OUTPUT_TOO_LARGE'],
  [code('let a = []; for (let i = 0; i < 2000; i++) a = [a]; return a'), 'OUTPUT_NOT_JSON'],
  [code('})(); process.exit(1); (function () {'), 'CODE_SYNTAX'],
  [transform('$pad("", 500000000)'), 'EXPRESSION_FAILED'],
  [transform('$sum ~> |$|{ "implementation": 1 }|'), 'EXPRESSION_FAILED'],
  [{ type: 'end', parameters: { output: Array(400).fill('{{ input.rows }}') } }, 'INVALID_PARAMETERS'],
  [{ type: 'end', parameters: { output: '{{ input.text }}'.repeat(400) } }, 'EXPRESSION_FAILED'],
  [{ type: 'file_read', parameters: { path: '/proc/self/environ' } }, 'FILE_OUTSIDE_FOLDER'],
  [{ type: 'file_write', parameters: { path: '../../escaped', content: 'x' } }, 'FILE_OUTSIDE_FOLDER'],
]

const input = {
  rows: Array.from({ length: 10_000 }, (_, index) => index),
  text: 'x'.repeat(100_000),
}

const failAlone = async (t: TestContext, cases: readonly Case[], env: Readonly<Record<string, string>>) => {
  const { request, folder } = await createTestApp(t, { env })
  await request('POST', '/api/scripts', { body: { name: 'friendly', nodes: [{ id: 'a', type: 'start' }] } })
  const act = (node: Case[0]) =>
    request('POST', '/api/actions', { body: { action_type: node.type, parameters: node.parameters, input } })
  // The first ones start the workers.
  await act(code('return 1'))
  await act(transform('$distinct([1, 1])'))

  let isDone = false
  const turns = watchTurns()
  const reading = (async () => {
    let answers = 0
    while (!isDone) {
      const { status } = await request('GET', '/api/scripts/1')
      assert.equal(status, 200)
      answers++
      await new Promise((resolve) => setTimeout(resolve, 1))
    }
    return answers
  })()
  const results = await Promise.all(cases.map(([node]) => act(node)))
  isDone = true
  const answers = await reading
  const longest = turns.stop()
  t.diagnostic(`${answers} reads meanwhile, longest turn of the event loop ${longest.toFixed(0)} ms`)

  for (const [index, [node, failure]] of cases.entries()) {
    const { status, json } = results[index] ?? assert.fail()
    assert.deepEqual(
      [status, json.data?.status, json.data?.error?.code],
      [200, 'failed', failure],
      JSON.stringify(node).slice(0, 200),
    )
  }
  assert.ok(answers > 1)
  // Anything hostile on the main thread would keep it until its time limit.
  assert.ok(longest < 1000, `${longest} ms`)
  for (const [node, output] of [
    [code('return [typeof left, input.rows.length]'), ['undefined', 10_000]],
    [transform('$sum($distinct([1, 1, 2]))'), 3],
  ] as const) {
    await withPatience(async () => assert.deepEqual((await act(node)).json.data.output, output))
  }
  assert.deepEqual(await readdir(`${folder}/workspace`), [])
}

test('scripts without end fail alone: other requests are answered and other scripts run meanwhile', (t) =>
  failAlone(t, endless, { CODE_TIMEOUT_MS: '500', EXPRESSION_TIMEOUT_MS: '500' }))

test('so do scripts that take or reach for too much', (t) =>
  failAlone(t, excessive, { CODE_MEMORY_BYTES: '6000000' }))
