import { setImmediate as nextTurn } from 'node:timers/promises'
import { JsonPartsReader, JsonPartsWriter } from './json-parts.ts'

/** Plain JSON in memory that threads share: it passes from one to another without being copied. */
export interface PackedJson {
  readonly bytes: Uint8Array<SharedArrayBuffer>
  /** Where each part ends. */
  readonly ends: readonly number[]
}

/** How long the event loop may be held at a time. */
const SLICE_MS = 5

export const packParts = (parts: readonly Uint8Array[]): PackedJson => {
  const ends: number[] = []
  let size = 0
  for (const part of parts) {
    size += part.byteLength
    ends.push(size)
  }
  const bytes = new Uint8Array(new SharedArrayBuffer(size))
  for (const [index, part] of parts.entries()) bytes.set(part, ends[index - 1] ?? 0)
  return { bytes, ends }
}

/** Packs a value of plain JSON with pauses for the event loop. Rejects with the reason of an aborted signal. */
export const packSliced = async (value: unknown, signal?: AbortSignal): Promise<PackedJson> => {
  const writer = new JsonPartsWriter()
  const parts: Buffer[] = []
  const pause = pauser(signal)
  for (const part of writer.value(value)) {
    parts.push(Buffer.from(part))
    await pause()
  }
  parts.push(Buffer.from(writer.take()))
  return packParts(parts)
}

/** The packed value; `pause` is called after each part. */
export const unpack = (packed: PackedJson, pause: () => void): unknown => {
  const reader = new JsonPartsReader()
  for (const part of partsOf(packed)) {
    reader.add(part)
    pause()
  }
  return reader.value
}

/** Unpacks with pauses for the event loop. Rejects with the reason of an aborted signal. */
export const unpackSliced = async (packed: PackedJson, signal?: AbortSignal): Promise<unknown> => {
  const reader = new JsonPartsReader()
  const pause = pauser(signal)
  for (const part of partsOf(packed)) {
    reader.add(part)
    await pause()
  }
  return reader.value
}

function* partsOf({ bytes, ends }: PackedJson): Generator<string> {
  const buffer = Buffer.from(bytes.buffer)
  for (const [index, end] of ends.entries()) yield buffer.toString('utf8', ends[index - 1] ?? 0, end)
}

const pauser = (signal?: AbortSignal) => {
  let since = performance.now()
  return async () => {
    if (performance.now() - since < SLICE_MS) return
    await nextTurn()
    signal?.throwIfAborted()
    since = performance.now()
  }
}
