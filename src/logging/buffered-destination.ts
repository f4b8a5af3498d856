import type { DestinationStream } from 'pino'

/** Where blocks go. */
export interface BlockDestination {
  write(block: string): unknown
  /** Calls back when all that was written has arrived. */
  flush(done?: (error?: Error | null) => void): void
  /** Returns when all that was written has arrived, and this last block after it. */
  end(block: string): void
}

const BLOCK_CHARACTERS = 32_768
const LONGEST_WAIT_MS = 100

/**
 * Gathers lines into blocks, each of which waits up to 100 ms for more. (Pino's destination can do that, too, but
 * measures all that waits for every line that it is given, which copies it each time.)
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
    else this.#timer ??= setTimeout(() => this.#passOn(), LONGEST_WAIT_MS).unref()
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
