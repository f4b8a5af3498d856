import assert from 'node:assert/strict'
import { test } from 'node:test'
import { errorOf } from '../../support/http/client.ts'
import { createScriptClient } from '../../support/http/script-client.ts'

const start = (id: string) => ({ id, type: 'start', parameters: {} })
const log = (id: string, message: string) => ({ id, type: 'log', parameters: { message } })
const to = (target: string, output = 'out') => [{ target, output }]

/** `get-user` → `loop` ⟲ `item`, then `last`; `other` comes before nothing. */
const graphWith = (last: object, item: object = start('item')) => ({
  nodes: [
    start('get-user'),
    { id: 'loop', type: 'for_each', parameters: { items: 'input' } },
    item,
    last,
    start('other'),
  ],
  connections: { 'get-user': to('loop'), loop: [...to('item', 'each'), ...to('last', 'done')] },
})

const wrong: readonly (readonly [message: string, code: string, meant: RegExp | undefined])[] = [
  ['{{ nodes.typo }}', 'unknown_node', undefined],
  ['{{ nodes.lop }}', 'unknown_node', /nodes\.loop/],
  ['{{ nodes.get-user.name }}', 'hyphen_without_backticks', /nodes\.`get-user`/],
  ['{{ inputs.x }}', 'unknown_name', /input/],
  ['{{ nodes.other.x }}', 'node_not_before', undefined],
  ['{{ nodes.item }}', 'node_not_before', undefined],
  ['{{ input.rows.(nodes.loop.x) }}', 'node_of_data', /\$\$\.nodes\.loop/],
  ['{{ input.rows[id = nodes.`get-user`.id] }}', 'node_of_data', /\$\$\.nodes\.`get-user`/],
  ['{{ loop.index }}', 'loop_outside_loop', undefined],
  ['{{ $uppercas(input) }}', 'unknown_function', /\$uppercase/],
  ['{{ $env("HOME") }}', 'environment_not_readable', /\$env.*\$vars\.NAME.*\$secret/],
  ['{{ $fetch(input) }}', 'function_is_node', /\$fetch.*http_request/],
  ['{{ uppercase(input) }}', 'call_without_dollar', /\$uppercase/],
  ['{{ len(input) }}', 'call_without_dollar', /\$length/],
  ['{{ toUpper(input) }}', 'call_without_dollar', /\$uppercase/],
  ['{{ $total }}', 'unknown_variable', undefined],
  ['{{ $var.REGION }}', 'unknown_variable', /\$vars/],
  ['{{ steps.x }}', 'unknown_name', /Did you mean "nodes"/],
  ['{{ payload.x }}', 'unknown_name', /Did you mean "input"/],
  ['{{ execution.ids }}', 'unknown_member', /execution\.id\b/],
  ['{{ execution.started_at }}', 'unknown_member', /id, script_id, resume_url/],
  ['{{ $$.execution.name }}', 'unknown_member', undefined],
  ['{{ input.length() }}', 'method_call', /\$length\(text\), \$count\(list\)/],
  ['{{ input.name.toUpperCase() }}', 'method_call', /\$uppercase/],
  ['{{ nodes.loop.map(1) }}', 'method_call', /\$map/],
  ['{{ nodes["loop"] }}', 'text_as_filter', /\["loop"\].*"\.loop"/],
  ['{{ input.user["first name"].x }}', 'text_as_filter', /\.`first name`/],
  ['{{ $input.x }}', 'unknown_variable', /Did you mean "input"/],
  ['{{ $json.x }}', 'unknown_variable', /Did you mean "input"/],
  ['{{ $env.HOME }}', 'unknown_variable', /\$vars/],
  ['{{ $null }}', 'unknown_variable', /Did you mean "null"/],
  ['{{ None }}', 'unknown_name', /Did you mean "null"/],
  ['{{ Math }}', 'unknown_name', /\$round/],
  ['{{ vars.REGION }}', 'unknown_name', /\$vars/],
]

for (const [message, code, meant] of wrong) {
  test(`saving refuses ${message} as ${code}`, async (t) => {
    const { call, create } = await createScriptClient(t)
    const { id } = await create({ name: 'kept' })
    const graph = graphWith(log('last', message))
    const created = await call('POST', '', { body: { name: 'new', ...graph } })
    const replaced = await call('PUT', `/${id}/nodes`, { body: graph })
    const checked = await call('POST', `/${id}/validate`, { body: graph })
    assert.deepEqual([created.status, replaced.status, checked.status], [422, 422, 200])
    for (const details of [
      errorOf(created).details,
      errorOf(replaced).details,
      Object(checked.json).data.problems,
    ]) {
      const [detail, ...others] = details ?? []
      assert.deepEqual([detail?.path, detail?.code, others], ['nodes.3.parameters.message', code, []])
      if (meant) assert.match(detail?.message ?? '', meant)
    }
    const korean = await call('POST', '', {
      body: { name: 'new', ...graph },
      headers: { 'Accept-Language': 'ko' },
    })
    assert.match(errorOf(korean).details?.[0]?.message ?? '', /[가-힣]/)
  })
}

const right: readonly string[] = [
  '{{ nodes.`get-user`.name }} {{ nodes."get-user".name }}',
  '{{ nodes.loop[0].any.field }}',
  '{{ input.rows[total > 5 and kind = "a"].(name & sum) }}',
  '{{ input.a-input.b }}',
  '{{ ($total := 1; $add := function($x) { $x + $total }; $add(2)) }}',
  '{{ params.message }} {{ execution.id }} {{ $vars.REGION }}',
  '{{ nodes.*.id }} {{ $keys(nodes) }} {{ $lookup(nodes, "any") }}',
  '{{ input@$i.rows@$r[$i.id = $r.id].{"a": $r.b} }}',
  '{{ input.rows{kind: $sum(total)} }} {{ input.rows^(>total).name }} {{ input.rows#$n.$n }}',
  '{{ {"a": {"b": 1}}.a.b }} {{ [1..3].($ * 2) }} {{ $map([1], function($v, $i) { $v * $i }) }}',
  '{{ ($eval("1"); $anything) }}',
  // Fields of the items.
  '{{ input.rows.(nodes.any) }} {{ input.rows.($.nodes.loop) }} {{ input.nodes.loop }}',
  '{{ input.rows.($$.nodes.loop) }} {{ $map(input.rows, function($r) { nodes.loop }) }}',
]

test('saving accepts names of what stands in scope, of data, and of what an expression assigns', async (t) => {
  const { call } = await createScriptClient(t)
  for (const [index, message] of right.entries()) {
    const graph = graphWith(log('last', message), log('item', '{{ loop.item }} {{ nodes.`get-user` }}'))
    const answer = await call('POST', '', { body: { name: `right ${index}`, ...graph } })
    assert.equal(answer.status, 201, answer.text)
  }
})

test('the output of a loop cannot be used in its body, and the problem says what to use', async (t) => {
  const { call } = await createScriptClient(t)
  const code = { id: 'item', type: 'code', parameters: { code: 'return nodes.loop' } }
  for (const item of [log('item', '{{ nodes.loop }}'), code]) {
    const answer = await call('POST', '', { body: { name: 'new', ...graphWith(log('last', ''), item) } })
    const [detail] = errorOf(answer).details ?? []
    assert.equal(detail?.code, 'node_is_loop_around')
    assert.match(detail?.message ?? '', /loop\.item/)
  }
})

test('code may name the outputs of nodes before it only', async (t) => {
  const { call } = await createScriptClient(t)
  const codeOf = async (code: string) => {
    const answer = await call('POST', '', {
      body: { name: code, ...graphWith({ id: 'last', type: 'code', parameters: { code } }) },
    })
    return answer.status === 201 ? [] : errorOf(answer).details?.map((detail) => detail.code)
  }
  assert.deepEqual(await codeOf('return nodes.typo'), ['unknown_node'])
  assert.deepEqual(await codeOf('return nodes.other'), ['node_not_before'])
  assert.deepEqual(await codeOf('return nodes["get-user"].name // nodes.typo'), [])
  assert.deepEqual(await codeOf('return Object.keys(nodes)'), [])
  assert.deepEqual(await codeOf('return nodes[input.which]'), [])
  assert.deepEqual(await codeOf('async function main(input) { return input }'), ['function_not_called'])
})

test('code may not read members of a name that is almost that of what it is given', async (t) => {
  const { call } = await createScriptClient(t)
  const detailOf = async (code: string) => {
    const answer = await call('POST', '', {
      body: { name: code, ...graphWith({ id: 'last', type: 'code', parameters: { code } }) },
    })
    return answer.status === 201 ? undefined : errorOf(answer).details?.[0]?.code
  }
  assert.equal(await detailOf('return inputs.x'), 'unknown_name')
  assert.equal(await detailOf('return node.a'), 'unknown_name')
  assert.equal(await detailOf('const inputs = input.list; return inputs[0]'), undefined)
  assert.equal(await detailOf('return [JSON.stringify(input.x), Intl.x, loop?.item, $vars.A]'), undefined)
})

test('a node that is not connected yet may name any other, and one edit is refused only for its own problems', async (t) => {
  const { call, create } = await createScriptClient(t)
  const { id } = await create({ name: 'made node by node', nodes: [start('a'), start('b')] })
  const added = await call('POST', `/${id}/nodes`, { body: log('c', '{{ nodes.a }}') })
  assert.equal(added.status, 201, added.text)
  const misspelled = await call('PATCH', `/${id}/nodes/c`, {
    body: { parameters: { message: '{{ nodes.x }}' } },
  })
  assert.deepEqual([misspelled.status, errorOf(misspelled).details?.[0]?.path], [422, 'parameters.message'])
  const { json } = await call('GET', `/${id}/nodes/c`)
  assert.equal(Object(json).data.parameters.message, '{{ nodes.a }}')
})

test('the end of a loop cannot depend on nodes of its body by name', async (t) => {
  const { call } = await createScriptClient(t)
  const until = 'nodes.item = 2 and nodes.loop = 1'
  const nodes = [{ id: 'loop', type: 'repeat', parameters: { times: 3, until } }, start('item')]
  const answer = await call('POST', '', {
    body: { name: 'loop', nodes, connections: { loop: to('item', 'each') } },
  })
  assert.deepEqual(
    errorOf(answer).details?.map(({ path, code }) => [path, code]),
    [
      ['nodes.0.parameters.until', 'node_not_before'],
      ['nodes.0.parameters.until', 'node_not_before'],
    ],
  )
})
