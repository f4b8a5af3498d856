import '@hono/zod-openapi'
import './src/http/router.ts'
import { extendZodWithOpenApi, z } from '@hono/zod-openapi'

extendZodWithOpenApi(z)

import { isDeepStrictEqual } from 'node:util'
import { Expressions } from './src/engine/expressions/expressions.ts'
import { hashGraph } from './src/engine/graph/graph.ts'
import { graphProblems } from './src/engine/graph/validate-graph.ts'
import { compilePlan } from './src/engine/interpreter/plan.ts'
import { NodeTypes } from './src/engine/node-types/registry.ts'
import { readDraft } from './src/features/scripts/graph/draft.ts'
import { ScriptGraph } from './src/features/scripts/graph/schema.ts'

const turns = new (await import('./src/lib/async/turns.ts')).Turns()
const types = new NodeTypes(),
  expressions = new Expressions()
const cpu = () => {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}
let longest=0,before=cpu();setInterval(()=>{const n=cpu();longest=Math.max(longest,n-before);before=n},2)
const time=async(name:string,f:()=>any)=>{await new Promise(r=>setTimeout(r,30));longest=0;before=cpu();const a=cpu();const r=await f();const n=cpu();longest=Math.max(longest,n-before);before=n;console.log('  '+name,(cpu()-a).toFixed(0)+' ms, longest',longest.toFixed(0));return r}
const N = 10000
const gs: Record<string, any> = {
  short100: {
    nodes: Array.from({ length: N }, (_, i) => ({
      id: 'n' + i,
      type: 'transform',
      parameters: {
        expression: ('$sum(input.a' + i + ') + ').repeat(10).slice(0, 94) + '1'.padStart(5, ' '),
      },
    })),
    connections: {},
  },
  coalesce: {
    nodes: Array.from({ length: N }, (_, i) => ({
      id: 'n' + i,
      type: 'transform',
      parameters: { expression: '('.repeat(12) + 'a' + i + Array(12).fill(' ?? b)').join('') },
    })),
    connections: {},
  },
  conns: {
    nodes: Array.from({ length: N }, (_, i) => ({ id: 'n' + i, type: 'merge', parameters: {} })),
    connections: Object.fromEntries(
      Array.from({ length: N - 10 }, (_, i) => [
        'n' + i,
        Array.from({ length: 5 }, (_, j) => ({ target: 'n' + (i + j + 1) })),
      ]),
    ),
  },
  template: {
    nodes: Array.from({ length: N }, (_, i) => ({
      id: 'n' + i,
      type: 'log',
      parameters: { message: '{{1}}'.repeat(19) + i },
    })),
    connections: {},
  },
  bigvalue: {
    nodes: [
      { id: 'a', type: 'start', parameters: {} },
      {
        id: 'b',
        type: 'http_request',
        parameters: { url: 'http://x', method: 'GET', body: Array.from({ length: 90000 }, (_, i) => i) },
      },
    ],
    connections: {},
  },
  bigheaders: {
    nodes: [
      {
        id: 'b',
        type: 'http_request',
        parameters: {
          url: 'http://x',
          method: 'GET',
          headers: Object.fromEntries(Array.from({ length: 90000 }, (_, i) => ['h' + i, 'v'])),
        },
      },
    ],
    connections: {},
  },
  problems: {
    nodes: Array.from({ length: N }, (_, i) => ({
      id: 'n' + i,
      type: 'transform',
      parameters: { expression: '((' },
    })),
    connections: {},
  },
  cases: {
    nodes: [
      {
        id: 's',
        type: 'switch',
        parameters: { expression: '1', cases: Array.from({ length: 90000 }, (_, i) => 'c' + i) },
      },
      ...Array.from({ length: N - 1 }, (_, i) => ({ id: 'n' + i, type: 'merge', parameters: {} })),
    ],
    connections: {
      s: Array.from({ length: 50000 }, (_, i) => ({ target: 'n' + (i % 9999), output: 'c' + (i + 40000) })),
    },
  },
}
for (const [k, g] of Object.entries(gs)) {
  if (process.argv[2] && process.argv[2] !== k) continue
  console.log(k)
  const text = await time('stringify', () => JSON.stringify(g))
  await time('parse ' + text.length, () => JSON.parse(text))
  const parsed = await time('zod', () => ScriptGraph.safeParse(g))
  if (!parsed.success) {
    console.log('   invalid', parsed.error.issues.slice(0, 1))
    continue
  }
  await time('draft', () => readDraft(g))
  const p = await time('graphProblems', () => graphProblems(parsed.data as any, { types, expressions, turns }))
  console.log('   problems', p.length, JSON.stringify(p[0])?.slice(0, 150))
  const h = await time('hash', () => hashGraph(parsed.data as any,turns))
  await time('compilePlan', () => compilePlan(h, { types, expressions, turns }))
  await time('deepEqual', () => isDeepStrictEqual(structuredClone(parsed.data), parsed.data))
}
process.exit()
