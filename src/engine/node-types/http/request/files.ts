import { readAt } from '../../../../lib/system/descriptor.ts'
import { NodeError } from '../../../errors.ts'
import type { NodeContext } from '../../../node-type.ts'
import type { OpenFile, RequestBody, StreamedBody } from '../../../ports.ts'
import type { EncodedBody } from './body.ts'

const CHUNK_BYTES = 65_536
/** They are open for as long as the request takes. */
const MAX_FILES = 20

type Content = NonNullable<EncodedBody['content']>

/**
 * Opens the files of a body for as long as it is used.
 * @throws NodeError when a file cannot be read, or changes while it is sent
 */
export const withBody = <T>(
  content: Content | undefined,
  { services, signal }: Pick<NodeContext, 'services' | 'signal'>,
  use: (body: RequestBody | undefined) => Promise<T>,
): Promise<T> => {
  if (content === undefined || typeof content === 'string') return use(content)
  if (content.filter((part) => typeof part !== 'string').length > MAX_FILES) {
    throw new NodeError('HTTP_REQUEST', `A request can contain ${MAX_FILES} files at most.`, {
      retryable: false,
    })
  }
  const open = ([first, ...rest]: Exclude<Content, string>, parts: readonly Part[]): Promise<T> => {
    if (first === undefined) return sending(parts, use)
    if (typeof first === 'string') return open(rest, [...parts, Buffer.from(first)])
    return services.files.read(first.file, signal, (file) => open(rest, [...parts, file]))
  }
  return open(content, [])
}

type Part = Uint8Array | OpenFile

const sending = async <T>(parts: readonly Part[], use: (body: StreamedBody) => Promise<T>): Promise<T> => {
  const files = new FileReading()
  try {
    return await use({
      size: parts.reduce((size, part) => size + sizeOf(part), 0),
      async *chunks() {
        for (const part of parts) {
          if (part instanceof Uint8Array) yield part
          else yield* files.chunksOf(part)
        }
      },
    })
  } finally {
    await files.end()
  }
}

const sizeOf = (part: Part): number => (part instanceof Uint8Array ? part.byteLength : part.size)

/** Reads open files, and can end before they are closed: their descriptors may then belong to other files. */
class FileReading {
  readonly #running = new Set<Promise<unknown>>()
  #hasEnded = false

  async *chunksOf({ name, descriptor, size }: OpenFile): AsyncGenerator<Uint8Array> {
    for (let position = 0; position < size && !this.#hasEnded; ) {
      const reading = readAt(descriptor, position, Math.min(CHUNK_BYTES, size - position))
      this.#running.add(reading)
      const chunk = await reading.finally(() => this.#running.delete(reading))
      if (chunk.byteLength === 0) throw changed(name)
      position += chunk.byteLength
      yield chunk
    }
  }

  async end(): Promise<void> {
    this.#hasEnded = true
    await Promise.allSettled(this.#running)
  }
}

const changed = (name: string) =>
  new NodeError('FILE_ERROR', `${name} became shorter while it was being sent.`)
