import type { ExecutionEngine } from '../../../engine/engine.ts'
import type { ExecutionEvent } from '../../../engine/events.ts'
import type { Locale } from '../../../http/messages/text.ts'
import type { Turns } from '../../../lib/async/turns.ts'
import { chunksOf } from '../../../lib/json/chunks.ts'
import type { Pieces } from '../../../lib/json/json-pieces.ts'
import { isWithin } from '../../../lib/json/json-value.ts'
import type { AlarmClock } from '../../../lib/time/clock.ts'
import { type FollowOptions, liveEvents } from '../follow-events.ts'
import type { PartsRepository } from '../store/parts-repository.ts'
import { eventPieces, type StoredSource, storedEventPieces, storedNodeEvent } from './pieces-wire.ts'

export interface EventSources {
  readonly engine: ExecutionEngine
  readonly parts: PartsRepository
  readonly clock: AlarmClock
  readonly turns: Turns
}

interface Follower extends FollowOptions {
  /** The language of messages in the events. */
  readonly locale: Locale
}

// Many proxies close a connection that is silent for a minute.
const KEEP_ALIVE_MS = 20_000
const STILL_HERE = Buffer.from(': still here\n\n')

/** Outputs of more than so many characters are read from the disk, so that a slow follower does not keep them in memory. */
const MAX_HELD = 65_536

/**
 * The events of an execution, past and future, up to its end, as they are sent: from memory while the engine has it,
 * from the disk after that.
 */
export async function* eventChunks(
  { engine, parts, clock, turns }: EventSources,
  { id, after, signal, locale }: Follower,
): AsyncGenerator<Uint8Array> {
  const source = { parts, locale }
  let seq = after
  for await (const event of liveEvents(engine, { id, after, signal, clock, silenceMs: KEEP_ALIVE_MS })) {
    if (!event) {
      yield STILL_HERE
      continue
    }
    const pieces = isLong(event) ? await longEvent({ engine, source }, id, event) : eventPieces(event, locale)
    // It has ended meanwhile.
    if (!pieces) break
    yield* chunksOf(pieces, turns)
    if (event.type === 'execution_finished') return
    seq = event.seq
  }
  const execution = await parts.summary(id)
  if (execution && !signal.aborted)
    yield* untilAborted(chunksOf(storedEventPieces(source, execution, seq), turns), signal)
}

const isLong = (event: ExecutionEvent): boolean =>
  event.type === 'node_finished' && !isWithin(event.node.output, { maxSize: MAX_HELD })

const longEvent = async (
  { engine, source }: Pick<EventSources, 'engine'> & { readonly source: StoredSource },
  id: string,
  event: ExecutionEvent,
): Promise<Pieces | undefined> => {
  if (event.type === 'execution_finished') return undefined
  const { path, node_id } = event.node
  await engine.submitted(id)?.persist()
  const node = await source.parts.node(id, path, node_id)
  return node && storedNodeEvent(source, event.seq, node)
}

async function* untilAborted<T>(items: AsyncIterable<T>, signal: AbortSignal): AsyncGenerator<T> {
  for await (const item of items) {
    if (signal.aborted) return
    yield item
  }
}
