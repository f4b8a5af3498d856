const NOTHING = new Uint8Array()

/** Bytes that arrive in chunks, to be taken in other portions. */
export class ByteSource {
  readonly #chunks: AsyncIterator<Uint8Array>
  #rest: Uint8Array = NOTHING

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#chunks = chunks[Symbol.asyncIterator]()
  }

  /** What has arrived and was not taken, or else the next chunk; `undefined` at the end. */
  async next(): Promise<Uint8Array | undefined> {
    const rest = this.#rest
    this.#rest = NOTHING
    if (rest.byteLength > 0) return rest
    for (;;) {
      const { value, done } = await this.#chunks.next()
      if (done) return undefined
      if (value.byteLength > 0) return value
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#chunks.return?.()
  }

  putBack(bytes: Uint8Array): void {
    this.#rest = this.#rest.byteLength === 0 ? bytes : Buffer.concat([bytes, this.#rest])
  }

  /** The next bytes, without taking them; fewer at the end. */
  async peek(count: number): Promise<Uint8Array> {
    let found: Uint8Array = NOTHING
    while (found.byteLength < count) {
      const chunk = await this.next()
      if (!chunk) break
      found = found.byteLength === 0 ? chunk : Buffer.concat([found, chunk])
    }
    this.putBack(found)
    return found.subarray(0, count)
  }

  /** @throws Error `Z_BUF_ERROR` when there are fewer */
  async take(count: number): Promise<Uint8Array> {
    const found = await this.peek(count)
    if (found.byteLength < count)
      throw Object.assign(new Error('unexpected end of file'), { code: 'Z_BUF_ERROR' })
    this.#rest = this.#rest.subarray(count)
    return found
  }
}
