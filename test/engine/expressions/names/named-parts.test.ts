import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { createTestApp } from '../../../support/http/test-app.ts'

const INPUT = {
  text: 'a',
  none: null,
  empty: '',
  rows: [{ name: 'x' }, {}],
  'two-words': 1,
}

/** Each expression has a value, and these parts of it are missing. */
const cases: Readonly<Record<string, readonly string[]>> = {
  '"Hi " & input.user.name': ['input.user.name'],
  'input.text & ", " & input.city & input.land': ['input.city', 'input.land'],
  '{"a": {"b": input.deep.er}, "c": input.text}': ['input.deep.er'],
  '[input.text, input.nope]': ['input.nope'],
  '{"list": [input.text, {"x": input.nope}]}': ['input.nope'],
  '"Total: " & (input.total * 1.1)': ['input.total'],
  '"Name: " & $uppercase(input.user.name)': ['input.user.name'],
  '{"n": input.user.name ~> $uppercase}': ['input.user.name'],
  '$uppercase("a" & input.user)': ['input.user'],
  '( $x := 1; "a" & input.user & $x )': ['input.user'],
  '{"w": input.`three-words`, "v": $vars.NONE}': ['input.`three-words`', '$vars.NONE'],
  '"x" & input.user & "y" & input.user': ['input.user'],
  '$map([1], function($i) { $i }) & input.user': ['input.user'],
  '$not(input.x & "")': ['input.x'],
  // Nothing is missing, or meant to be nothing.
  '"Hi " & input.text': [],
  '"Hi " & input.none & input.empty': [],
  '"Hi " & (input.user.name ?? "you")': [],
  '"Hi " & (input.user ? input.user.name : "you")': [],
  '"Hi " & ($exists(input.user) ? "a" : "b") & $count(input.lines)': [],
  '{"n": input.user ?? null, "found": $exists(input.user), "count": $count(input.lines)}': [],
  '[input.lines]': [],
  '[input.rows[name = "z"].name]': [],
  '{"rows": input.rows[name = "z"]}': [],
  'input.rows.{"name": name}': [],
  '{"names": input.rows.name, "w": input.`two-words`}': [],
  '$map(input.rows, function($r) { {"n": $r.name} })': [],
  'input.user = "a" or input.text = "a"': [],
}

const createRun = async (t: TestContext) => {
  const { request } = await createTestApp(t)
  return async (body: object) => {
    const { json, text } = await request('POST', '/api/actions', { body })
    assert.ok(json.data, text)
    return json.data
  }
}

const partsOf = ({ warnings = [] }: { warnings?: readonly { path: string; expression: string }[] }) =>
  warnings.map(({ path, expression }) => `${path} ${expression}`)

test('parts of a value that an expression does not find give warnings', async (t) => {
  const run = await createRun(t)
  for (const [expression, missing] of Object.entries(cases)) {
    const node = { action_type: 'transform', parameters: { expression }, input: INPUT }
    assert.deepEqual(
      partsOf(await run(node)),
      missing.map((part) => `expression ${part}`),
      expression,
    )
    const output = { texts: [`{{ ${expression} }}`, `: {{ ${expression} }}`] }
    assert.deepEqual(
      partsOf(await run({ action_type: 'end', parameters: { output }, input: INPUT })),
      ['0', '1'].flatMap((index) => missing.map((part) => `output.texts.${index} ${part}`)),
      expression,
    )
  }
})

test('a strict script fails for them, with the part that is missing', async (t) => {
  const run = await createRun(t)
  for (const [expression, [part]] of Object.entries(cases)) {
    const node = { action_type: 'transform', parameters: { expression }, input: INPUT, strict: true }
    const { status, error } = await run(node)
    assert.equal(status, part === undefined ? 'completed' : 'failed', expression)
    if (part === undefined) continue
    assert.equal(error.code, 'MISSING_VALUE')
    assert.deepEqual(error.details, [{ path: 'expression', expression: part }])
  }
})
