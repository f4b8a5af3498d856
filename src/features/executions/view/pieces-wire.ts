import { type ExecutionEvent, eventsSince } from '../../../engine/events.ts'
import { isFinal } from '../../../engine/records.ts'
import { jsonPieces, type Piece, type Pieces } from '../../../lib/json/json-pieces.ts'
import type { Summary } from '../store/execution-codec.ts'
import type { NodeIndex } from '../store/index-repository.ts'
import type { PartsRepository, StoredNode } from '../store/parts-repository.ts'
import { asStarted, toEventData, toNodeResult } from '../wire.ts'

/** The JSON of a large execution, equal to that of `toExecution`, read from the disk while it is taken. */
export async function* executionPieces(parts: PartsRepository, id: string): Pieces {
  const summary = await parts.summary(id)
  if (!summary) throw new Error(`execution ${id} has been deleted`)
  yield `${JSON.stringify(summary).slice(0, -1)},"input":`
  yield* parts.longValue(id, 'input')
  yield ',"output":'
  yield* parts.longValue(id, 'output')
  yield ',"results":['
  const inline = await parts.inlineNodes(id)
  yield* inline ? listPieces(inline.map(toNodeResult)) : storedResults(parts, await parts.index(summary))
  yield ']}'
}

/** The text of an event as server-sent events have it. */
export function* eventPieces(event: ExecutionEvent): Generator<Piece> {
  yield eventStart(event.type)
  yield* jsonPieces(toEventData(event))
  yield eventEnd(event.seq)
}

/** `eventPieces` of the end of a node that is on disk. */
export async function* storedNodeEvent(parts: PartsRepository, seq: number, node: StoredNode): Pieces {
  yield eventStart('node_finished')
  yield* nodePieces(parts, node)
  yield eventEnd(seq)
}

/** `eventPieces` of all events after sequence number `after` of an execution that is on disk. */
export async function* storedEventPieces(parts: PartsRepository, execution: Summary, after: number): Pieces {
  const inline = await parts.inlineNodes(execution.id)
  if (inline) {
    for (const event of eventsSince({ execution, nodes: inline }, after)) yield* eventPieces(event)
    return
  }
  const index = await parts.index(execution)
  for await (const nodes of parts.nodes(index, eventsOf(index, after))) {
    for (const [{ seq, type }, node] of nodes) {
      if (type === 'node_finished') yield* storedNodeEvent(parts, seq, node)
      else yield eventStart(type) + JSON.stringify(asStarted(node)) + eventEnd(seq)
    }
  }
  const seq = index.events.length
  if (isFinal(execution.status) && seq > after)
    yield* eventPieces({ seq, type: 'execution_finished', execution })
}

const eventStart = (type: ExecutionEvent['type']) => `event: ${type}\ndata: `
const eventEnd = (seq: number) => `\nid: ${seq}\n\n`

function* listPieces(values: readonly unknown[]): Generator<Piece> {
  for (const [index, value] of values.entries()) {
    if (index > 0) yield ','
    yield* jsonPieces(value)
  }
}

async function* storedResults(parts: PartsRepository, index: NodeIndex): Pieces {
  const wanted = index.order.values().map((position) => ({ position }))
  let separator = ''
  for await (const nodes of parts.nodes(index, wanted)) {
    for (const [, node] of nodes) {
      yield separator
      yield* nodePieces(parts, node)
      separator = ','
    }
  }
}

function* eventsOf({ events }: NodeIndex, after: number) {
  for (let seq = after + 1; seq < events.length; seq++) {
    const event = events[seq] ?? 0
    const type = event > 0 ? ('node_started' as const) : ('node_finished' as const)
    if (event !== 0) yield { seq, type, position: Math.abs(event) - 1 }
  }
}

/** The JSON of a stored node, equal to that of `toNodeResult`. */
async function* nodePieces(parts: PartsRepository, node: StoredNode): Pieces {
  const { output, error, logs, warnings } = node
  const hasOutput = node.status === 'completed'
  const { attempts, ...head } = toNodeResult({
    ...node,
    output: null,
    error: null,
    logs: null,
    warnings: null,
    state: node.state === null ? null : JSON.parse(node.state),
  })
  const { output: _, started_at, finished_at, duration_ms, ...first } = head
  const last = { attempts, started_at, finished_at, duration_ms }
  yield JSON.stringify(first).slice(0, -1)
  if (hasOutput) yield ',"output":'
  if (hasOutput && output !== null) yield output
  if (hasOutput && output === null) yield* parts.longOutput(node)
  if (error !== null) yield `,"error":${error}`
  if (logs !== null) yield `,"logs":${logs}`
  if (warnings !== null) yield `,"warnings":${warnings}`
  yield `,${JSON.stringify(last).slice(1)}`
}
