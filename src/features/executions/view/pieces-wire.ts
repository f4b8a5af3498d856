import { type ExecutionEvent, eventsSince } from '../../../engine/events.ts'
import { isFinal } from '../../../engine/records.ts'
import type { Locale } from '../../../http/messages/text.ts'
import { jsonPieces, type Piece, type Pieces } from '../../../lib/json/json-pieces.ts'
import type { Summary } from '../store/execution-codec.ts'
import type { NodeIndex } from '../store/index-repository.ts'
import type { PartsRepository, StoredNode } from '../store/parts-repository.ts'
import { asStarted, toEventData, toNodeResult, toWarnings } from '../wire.ts'

export interface StoredSource {
  readonly parts: PartsRepository
  readonly locale: Locale
}

/** The JSON of a large execution, equal to that of `toExecution`, read from the disk while it is taken. */
export async function* executionPieces(source: StoredSource, id: string): Pieces {
  const { parts, locale } = source
  const summary = await parts.summary(id)
  if (!summary) throw new Error(`execution ${id} has been deleted`)
  yield `${JSON.stringify(summary).slice(0, -1)},"input":`
  yield* parts.longValue(id, 'input')
  yield ',"output":'
  yield* parts.longValue(id, 'output')
  yield ',"results":['
  const inline = await parts.inlineNodes(id)
  yield* inline
    ? listPieces(inline.map((node) => toNodeResult(node, locale)))
    : storedResults(source, await parts.index(summary))
  yield ']}'
}

/** The text of an event as server-sent events have it. */
export function* eventPieces(event: ExecutionEvent, locale: Locale): Generator<Piece> {
  yield eventStart(event.type)
  yield* jsonPieces(toEventData(event, locale))
  yield eventEnd(event.seq)
}

/** The text of the event that tells that an execution waits on disk; without an id, as no replay has it. */
export const waitingEvent = (execution: Summary): Buffer =>
  Buffer.from(`event: execution_waiting\ndata: ${JSON.stringify(execution)}\n\n`)

/** `eventPieces` of the end of a node that is on disk. */
export async function* storedNodeEvent(source: StoredSource, seq: number, node: StoredNode): Pieces {
  yield eventStart('node_finished')
  yield* nodePieces(source, node)
  yield eventEnd(seq)
}

/** `eventPieces` of all events after sequence number `after` of an execution that is on disk. */
export async function* storedEventPieces(
  source: StoredSource,
  execution: Summary,
  after: number,
  known?: NodeIndex,
): Pieces {
  const { parts, locale } = source
  const inline = await parts.inlineNodes(execution.id)
  if (inline) {
    for (const event of eventsSince({ execution, nodes: inline }, after)) yield* eventPieces(event, locale)
    return
  }
  const index = known ?? (await parts.index(execution))
  for await (const nodes of parts.nodes(index, eventsOf(index, after))) {
    for (const [{ seq, type }, node] of nodes) {
      if (type === 'node_finished') yield* storedNodeEvent(source, seq, node)
      else yield eventStart(type) + JSON.stringify(asStarted(node)) + eventEnd(seq)
    }
  }
  const seq = index.events.length
  if (isFinal(execution.status) && seq > after)
    yield* eventPieces({ seq, type: 'execution_finished', execution }, locale)
}

const eventStart = (type: ExecutionEvent['type']) => `event: ${type}\ndata: `
const eventEnd = (seq: number) => `\nid: ${seq}\n\n`

function* listPieces(values: readonly unknown[]): Generator<Piece> {
  for (const [index, value] of values.entries()) {
    if (index > 0) yield ','
    yield* jsonPieces(value)
  }
}

async function* storedResults(source: StoredSource, index: NodeIndex): Pieces {
  const { parts } = source
  const wanted = index.order.values().map((position) => ({ position }))
  let separator = ''
  for await (const nodes of parts.nodes(index, wanted)) {
    for (const [, node] of nodes) {
      yield separator
      yield* nodePieces(source, node)
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
export async function* nodePieces({ parts, locale }: StoredSource, node: StoredNode): Pieces {
  const { output, error, logs, warnings, earlier_errors } = node
  const hasOutput = node.status === 'completed'
  const { attempts, ...head } = toNodeResult(
    {
      ...node,
      output: null,
      error: null,
      logs: null,
      warnings: null,
      earlier_errors: null,
      state: node.state === null ? null : JSON.parse(node.state),
    },
    locale,
  )
  const { output: _, started_at, finished_at, duration_ms, ...first } = head
  const last = { attempts, started_at, finished_at, duration_ms }
  yield JSON.stringify(first).slice(0, -1)
  if (hasOutput) yield ',"output":'
  if (hasOutput && output !== null) yield output
  if (hasOutput && output === null) yield* parts.longOutput(node)
  if (error !== null) yield `,"error":${error}`
  if (logs !== null) yield `,"logs":${logs}`
  if (warnings !== null) yield `,"warnings":${JSON.stringify(toWarnings(JSON.parse(warnings), locale))}`
  if (earlier_errors !== null) yield `,"earlier_errors":${earlier_errors}`
  yield `,${JSON.stringify(last).slice(1)}`
}
