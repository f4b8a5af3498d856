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
import {
  eventPieces,
  type StoredSource,
  storedEventPieces,
  storedNodeEvent,
  waitingEvent,
} from './pieces-wire.ts'

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
  { locale, ...follow }: Follower,
): AsyncGenerator<Uint8Array> {
  const { id, bookmark, signal } = follow
  const source = { parts, locale }
  for await (const event of liveEvents(engine, { ...follow, clock, silenceMs: KEEP_ALIVE_MS })) {
    if (!event) yield STILL_HERE
    if (event === 'waiting') yield* waitingChunks({ source, turns }, follow)
    if (!event || event === 'waiting') continue
    const pieces = await livePieces({ engine, source }, id, event)
    // It has ended meanwhile.
    if (!pieces) break
    yield* chunksOf(pieces, turns)
    if (event.type === 'execution_finished') return
  }
  const execution = await parts.summary(id)
  if (execution && !signal.aborted)
    yield* untilAborted(chunksOf(storedEventPieces(source, execution, bookmark.seq), turns), signal)
}

interface StoredEvents extends Pick<EventSources, 'turns'> {
  readonly source: StoredSource
}

/** The past events of an execution that waits on disk, and that it does. */
async function* waitingChunks(
  { source, turns }: StoredEvents,
  { id, bookmark, signal }: FollowOptions,
): AsyncGenerator<Uint8Array> {
  const execution = await source.parts.summary(id)
  if (execution?.status !== 'waiting') return
  const index = await source.parts.index(execution)
  const stored = storedEventPieces(source, execution, bookmark.seq, index)
  yield* untilAborted(chunksOf(stored, turns), signal)
  bookmark.seq = Math.max(bookmark.seq, index.events.length - 1)
  yield waitingEvent(execution)
}

const isLong = (event: ExecutionEvent): boolean =>
  event.type === 'node_finished' && !isWithin(event.node.output, { maxSize: MAX_HELD })

const livePieces = async (
  { engine, source }: Pick<EventSources, 'engine'> & { readonly source: StoredSource },
  id: string,
  event: ExecutionEvent,
): Promise<Pieces | ReturnType<typeof eventPieces> | undefined> => {
  if (event.type === 'execution_finished' || !isLong(event)) return eventPieces(event, source.locale)
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
