import type { Turns } from '../async/turns.ts'
import type { Piece } from './json-pieces.ts'

/** What is written at once. */
const CHUNK_LENGTH = 65_536

/** Joins pieces to chunks worth writing, over as many turns of the event loop as making them takes. */
export async function* chunksOf(
  pieces: Iterable<Piece> | AsyncIterable<Piece>,
  turns: Turns,
): AsyncGenerator<Uint8Array> {
  let text = ''
  for await (const piece of pieces) {
    if (turns.isOver) await turns.next()
    if (typeof piece === 'string') {
      text += piece
      if (text.length < CHUNK_LENGTH) continue
    }
    if (text !== '') yield Buffer.from(text)
    text = ''
    if (typeof piece !== 'string') yield piece
  }
  if (text !== '') yield Buffer.from(text)
}
