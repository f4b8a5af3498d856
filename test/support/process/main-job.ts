import assert from 'node:assert/strict'

type Call = (method: string, path: string, body?: unknown) => Promise<string>

const script = {
  name: 'Main job',
  nodes: [
    { id: 'start', type: 'start' },
    // A function of its own is more than the main thread evaluates: this needs the worker of expressions.
    {
      id: 'sum',
      type: 'transform',
      parameters: { expression: '$sum($map(input.prices, function($p) { $p }))' },
    },
    { id: 'double', type: 'code', parameters: { code: 'return input * 2' } },
    {
      id: 'write',
      type: 'file_write',
      parameters: { path: 'sum.txt', content: '{{ nodes.double }}', format: 'text' },
    },
    { id: 'end', type: 'end', parameters: { output: { sum: '{{ nodes.double }}' } } },
  ],
  connections: {
    start: [{ target: 'sum' }],
    sum: [{ target: 'double' }],
    double: [{ target: 'write' }],
    write: [{ target: 'end' }],
  },
}

/** The script of the main job as the text of a file. */
export const mainJobScript = JSON.stringify(script)

/** Stores and executes a script that uses both kinds of worker, and asks for everything a build has as an asset. */
export const doMainJob = async (call: Call): Promise<{ readonly id: string }> => {
  await call('POST', '/api/scripts', script)
  const answer = await call('POST', '/api/scripts/1/execute', { input: { prices: [1, 2, 3] } })
  let { data: execution } = JSON.parse(answer)
  // On a slow machine the answer comes before the end.
  while (execution.finished_at === null)
    execution = JSON.parse(await call('GET', `/api/executions/${execution.id}`)).data
  assert.equal(execution.status, 'completed', JSON.stringify(execution))
  assert.deepEqual(execution.output, { sum: 12 })
  assert.match(await call('GET', '/docs'), /swagger-ui/)
  assert.ok((await call('GET', '/docs/swagger-ui-bundle.js')).length > 500_000)
  assert.ok((await call('GET', '/docs/swagger-ui.css')).length > 50_000)
  assert.equal(JSON.parse(await call('GET', '/openapi.json')).info.title, 'scriptd')
  return execution
}
