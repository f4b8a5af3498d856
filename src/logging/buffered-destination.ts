import type { DestinationStream } from 'pino'

/** The destination of complete blocks. */
export interface BlockDestination {
  write(block: string): unknown
  /** Calls `done` when everything written so far has arrived. */
  flush(done?: (error?: Error | null) => void): void
  /** Writes a last block; returns when it and everything before it has arrived. */
  end(block: string): void
}

const BLOCK_CHARACTERS = 32_768
const MAX_WAIT_MS = 100

/**
 * Collects log lines into blocks and writes each block after at most 100 ms. Pino's own destination can buffer too,
 * but measures its whole buffer on every line; see docs/decisions/0052-buffered-log.md.
 */
export class BufferedDestination implements DestinationStream {
  readonly #destination: BlockDestination
  #lines: string[] = []
  #characters = 0
  #timer: NodeJS.Timeout | undefined

  constructor(destination: BlockDestination) {
    this.#destination = destination
  }

  write(line: string): void {
    this.#lines.push(line)
    this.#characters += line.length
    if (this.#characters >= BLOCK_CHARACTERS) this.#passOn()
    else this.#timer ??= setTimeout(() => this.#passOn(), MAX_WAIT_MS).unref()
  }

  flush(done?: (error?: Error | null) => void): void {
    this.#passOn()
    this.#destination.flush(done)
  }

  flushSync(): void {
    this.#destination.end(this.#take())
  }

  #passOn(): void {
    const block = this.#take()
    if (block !== '') this.#destination.write(block)
  }

  #take(): string {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const block = this.#lines.join('')
    this.#lines = []
    this.#characters = 0
    return block
  }
}
