/** Graphs whose every effect says which node of which execution it is of. */
export interface CrashScript {
  readonly name: string
  readonly nodes: readonly object[]
  readonly connections: Readonly<Record<string, readonly object[]>>
}

const to = (...targets: readonly string[]) => targets.map((target) => ({ target }))

const requests = (url: string) => {
  const request = (id: string, path = '', more: object = {}) => ({
    id,
    type: 'http_request',
    parameters: { method: 'POST', url, query: { key: `{{ execution.id }}|${path}|${id}` } },
    ...more,
  })
  const flaky = (id: string) => ({
    id,
    type: 'http_request',
    parameters: { method: 'POST', url, query: { key: `{{ execution.id }}||${id}`, flaky: 1 } },
    retry: { max_attempts: 5, backoff_ms: 20 },
  })
  return { request, flaky }
}

const PATH = '{{ params.path }}'

/** Scripts for a run; the last one calls the first one, by the id that `idOf` gives. */
export const crashScripts = (url: string): readonly CrashScript[] => {
  const { request, flaky } = requests(url)
  return [
    {
      name: 'chain',
      nodes: [
        request('first', PATH),
        { id: 'sum', type: 'transform', parameters: { expression: '1 + 1' } },
        {
          id: 'line',
          type: 'file_write',
          parameters: {
            path: 'effects.log',
            content: `{{ execution.id }}|${PATH}|line\n`,
            format: 'text',
            mode: 'append',
          },
        },
        request('last', PATH),
      ],
      connections: { first: to('sum'), sum: to('line'), line: to('last') },
    },
    {
      name: 'waits',
      nodes: [
        request('before'),
        { id: 'pause', type: 'wait', parameters: { ms: 250 } },
        flaky('after'),
        { id: 'long', type: 'wait', parameters: { ms: 700 } },
      ],
      connections: { before: to('pause'), pause: to('after'), after: to('long') },
    },
    {
      name: 'loop',
      nodes: [
        { id: 'each', type: 'for_each', parameters: { items: [1, 2, 3, 4, 5], concurrency: 2 } },
        request('item', 'each[{{ loop.index }}]'),
        { id: 'breath', type: 'wait', parameters: { ms: 20 } },
        { id: 'count', type: 'stats', parameters: { deltas: { loops: 1 } } },
      ],
      connections: {
        each: [
          { target: 'item', output: 'each' },
          { target: 'count', output: 'done' },
        ],
        item: to('breath'),
      },
    },
    {
      name: 'fails',
      nodes: [
        request('good'),
        {
          id: 'bad',
          type: 'fail',
          parameters: { message: 'as it should' },
          retry: { max_attempts: 2, backoff_ms: 10 },
        },
        request('other'),
      ],
      connections: { good: to('bad', 'other') },
    },
    {
      name: 'pure',
      nodes: [
        { id: 'a', type: 'transform', parameters: { expression: 'params' } },
        { id: 'b', type: 'code', parameters: { code: 'return 6 * 7' } },
      ],
      connections: { a: to('b') },
    },
  ]
}

/** Calls the script with this id and goes on. */
export const callingScript = (url: string, scriptId: number): CrashScript => ({
  name: 'calls',
  nodes: [
    {
      id: 'call',
      type: 'sub_script',
      parameters: { script_id: scriptId, input: { path: 'call' } },
    },
    requests(url).request('then'),
  ],
  connections: { call: to('then') },
})
