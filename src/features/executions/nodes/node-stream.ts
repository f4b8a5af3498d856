import { jsonPieces, type Pieces } from '../../../lib/json/json-pieces.ts'
import type { NodeHead } from '../store/node-list-repository.ts'
import { nodePieces, type StoredSource } from '../view/pieces-wire.ts'
import { toNodeResult } from '../wire.ts'
import type { FoundNode } from './node-finder.ts'
import type { NodeInput } from './node-inputs.ts'
import type { NodePage, NodeWithInput } from './node-views.ts'
import type { TableRow } from './row-schema.ts'
import type { NodeSummary } from './schema.ts'

// Only warnings have texts.
const WITHOUT_TEXTS = 'en'

const toSummary = (node: Parameters<typeof toNodeResult>[0], bytes: number): NodeSummary => {
  const { output, logs, warnings, earlier_errors, ...head } = toNodeResult(node, WITHOUT_TEXTS)
  return { ...head, output_bytes: node.status === 'completed' ? bytes : null }
}

const ofHead = ({ output_bytes, error, state, ...head }: NodeHead): NodeSummary => {
  const parse = (text: string | null) => (text === null ? null : JSON.parse(text))
  const texts = { output: null, logs: null, warnings: null, earlier_errors: null }
  const node = { ...head, ...texts, error: parse(error), state: parse(state) }
  return toSummary(node, output_bytes)
}

export const toNodeSummaries = (page: NodePage): NodeSummary[] =>
  'heads' in page
    ? page.heads.map(ofHead)
    : page.records.map((node) => toSummary(node, Buffer.byteLength(JSON.stringify(node.output) ?? '')))

/** The JSON of a node with its input. */
export async function* detailPieces(
  source: StoredSource,
  executionId: string,
  { node, input, rows }: NodeWithInput & { readonly rows: readonly TableRow[] | undefined },
): Pieces {
  yield '{'
  if (input.from !== 'unknown') {
    yield '"input":'
    yield* inputPieces(source, executionId, input)
    yield ','
  }
  if (rows) {
    yield '"table_rows":'
    yield* jsonPieces(rows)
    yield ','
  }
  let isFirst = true
  for await (const piece of resultPieces(source, node)) {
    yield isFirst && typeof piece === 'string' ? piece.slice(1) : piece
    isFirst = false
  }
}

async function* resultPieces(source: StoredSource, node: FoundNode): Pieces {
  if ('stored' in node) yield* nodePieces(source, node.stored)
  else yield* jsonPieces(toNodeResult(node.record, source.locale))
}

async function* inputPieces(source: StoredSource, executionId: string, input: NodeInput): Pieces {
  if (input.from === 'execution') yield* source.parts.longValue(executionId, 'input')
  else if (input.from === 'value') yield input.json
  else if (input.from !== 'nodes') yield 'null'
  else if (input.arrivals.length === 1 && input.arrivals[0]) yield* arrivalPieces(source, input.arrivals[0])
  else {
    let separator = '{'
    for (const arrival of input.arrivals) {
      const { node } = arrival
      const { node_id } = 'record' in node ? node.record : node.stored
      yield `${separator}${JSON.stringify(node_id)}:`
      yield* arrivalPieces(source, arrival)
      separator = ','
    }
    yield '}'
  }
}

async function* arrivalPieces(
  { parts }: StoredSource,
  { node, error }: Extract<NodeInput, { readonly from: 'nodes' }>['arrivals'][number],
): Pieces {
  if (error !== undefined) yield* jsonPieces({ error })
  else if ('record' in node) yield* jsonPieces(node.record.output ?? null)
  else if (node.stored.output !== null) yield node.stored.output
  else yield* parts.longOutput(node.stored)
}
