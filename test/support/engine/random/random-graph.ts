import fc from 'fast-check'
import type { Graph } from '../../../../src/engine/graph/graph.ts'
import type { EdgeSpec, NodeSpec } from '../graph-spec.ts'
import { buildGraph } from '../graphs.ts'

interface Drawn {
  readonly kind: 'probe' | 'wait' | 'loop'
  readonly ms: number
  readonly port: string
  readonly fails: boolean
  readonly on_error: 'stop' | 'continue'
  readonly trigger_rule: NonNullable<NodeSpec['trigger_rule']>
  /** Which earlier nodes it follows, by what port. */
  readonly sources: readonly { readonly back: number; readonly port: string }[]
}

const node: fc.Arbitrary<Drawn> = fc.record({
  kind: fc.constantFrom('probe', 'probe', 'probe', 'wait', 'loop'),
  ms: fc.integer({ min: 0, max: 5 }),
  port: fc.constantFrom('out', 'out', 'left', 'right'),
  fails: fc.constantFrom(false, false, false, false, true),
  on_error: fc.constantFrom('stop', 'continue'),
  trigger_rule: fc.constantFrom('none_failed', 'none_failed', 'one_success', 'all_done'),
  sources: fc.array(
    fc.record({
      back: fc.integer({ min: 1, max: 4 }),
      port: fc.constantFrom('out', 'left', 'right', 'error'),
    }),
    { maxLength: 3 },
  ),
})

const toNode = ({ kind, ms, port, fails, on_error, trigger_rule }: Drawn, index: number): NodeSpec[] => {
  const id = `n${index}`
  const probe = (name: string): NodeSpec => ({
    id: name,
    type: 'probe',
    parameters: { name, ms, port, failures: fails ? 99 : 0 },
    on_error,
  })
  if (kind === 'wait') return [{ id, type: 'wait', parameters: { ms }, trigger_rule }]
  if (kind === 'loop')
    return [
      { id, type: 'repeat', parameters: { times: 3, concurrency: 2 }, on_error, trigger_rule },
      probe(`${id}i`),
    ]
  return [{ ...probe(id), trigger_rule }]
}

const toEdges = ({ kind, sources }: Drawn, index: number, all: readonly Drawn[]): EdgeSpec[] => {
  const id = `n${index}`
  const incoming = sources
    .filter(({ back }) => back <= index)
    .map(({ back, port }): EdgeSpec => {
      const isLoop = all[index - back]?.kind === 'loop'
      return [`n${index - back}`, id, isLoop && port !== 'error' ? 'done' : port]
    })
  return kind === 'loop' ? [...incoming, [id, `${id}i`, 'each']] : incoming
}

/** Acyclic graphs with branches, loops, waits and failures, some of them caught. */
export const randomGraph: fc.Arbitrary<Graph> = fc.array(node, { minLength: 1, maxLength: 10 }).map((drawn) =>
  buildGraph(
    drawn.flatMap(toNode),
    drawn.flatMap((each, index) => toEdges(each, index, drawn)),
  ),
)
