import { z } from 'zod'
import { isRecord } from '../../lib/json/is-record.ts'
import { NodeError } from '../errors.ts'
import { defineNodeType, type NodeContext } from '../node-type.ts'

const modes = ['auto', 'object', 'array', 'assign', 'concat'] as const

type Mode = (typeof modes)[number]
type Arrivals = NodeContext['arrivals']

export const mergeType = defineNodeType({
  type: 'merge',
  kind: 'task',
  title: 'Merge',
  description:
    'Waits for all branches that lead to it and combines their outputs. Branches that were not taken are left out.',
  effects: false,
  ports: ['out'],
  parameters: z.strictObject({
    mode: z
      .enum(modes)
      .default('auto')
      .describe(
        '`auto`: a single output unchanged, several as an object by node id. `object`: always an object by node id. `array`: a list in the order of the connections. `assign`: objects merged into one; later fields win. `concat`: arrays concatenated.',
      )
      .meta({ examples: ['concat'] }),
  }),
  example: {
    parameters: { mode: 'concat' },
    input: { first: [1, 2], second: [3] },
    output: [1, 2, 3],
  },
  run: ({ mode }, context) => ({
    output: mode === 'auto' ? context.scope.input : join[mode](arrivalsOf(context)),
  }),
})

/** A node without predecessors uses its input instead; an object counts as a map by node id. */
const arrivalsOf = ({ arrivals, scope: { input } }: NodeContext): Arrivals => {
  if (arrivals.length > 0) return arrivals
  if (!isRecord(input)) return [{ node_id: 'input', output: input }]
  return Object.entries(input).map(([node_id, output]) => ({ node_id, output }))
}

const join: Readonly<Record<Exclude<Mode, 'auto'>, (arrivals: Arrivals) => unknown>> = {
  object: (arrivals) => Object.fromEntries(arrivals.map(({ node_id, output }) => [node_id, output])),
  array: (arrivals) => arrivals.map(({ output }) => output),
  assign: (arrivals) =>
    Object.fromEntries(
      arrivals.flatMap(({ node_id, output }) => {
        if (!isRecord(output)) throw unsuitable(node_id, 'assign', 'an object')
        return Object.entries(output)
      }),
    ),
  concat: (arrivals) =>
    arrivals.flatMap(({ node_id, output }) => {
      if (!Array.isArray(output)) throw unsuitable(node_id, 'concat', 'an array')
      return output
    }),
}

const unsuitable = (nodeId: string, mode: Mode, wanted: string): NodeError =>
  new NodeError('INVALID_INPUT', `mode ${mode} needs ${wanted} from node "${nodeId}"`, { retryable: false })
