import type { InStatement, ResultSet } from '@libsql/client'
import { Batcher } from '../../lib/async/batcher.ts'
import { isDatabaseUnavailable } from '../errors.ts'

/** Carries out reads in one request. */
export type SendReads = (statements: readonly InStatement[]) => Promise<readonly ResultSet[]>

/** Requests under way at once; a further one begins only when as many reads as it may take wait for the others. */
const LANES = 4
const READS_PER_LANE = 16

/** Requests with reads, one after another: those that come while one is under way share the next. */
class Lane {
  readonly #batcher: Batcher<InStatement, ResultSet>
  #size = 0

  constructor(send: SendReads) {
    this.#batcher = new Batcher({
      commit: send,
      maxItems: READS_PER_LANE,
      overflowError: () => new Error('any number may wait'),
      blamesItem: (error) => !isDatabaseUnavailable(error),
    })
  }

  /** How many reads wait or are under way. */
  get size(): number {
    return this.#size
  }

  async read(statement: InStatement): Promise<ResultSet> {
    this.#size++
    try {
      return await this.#batcher.add(statement)
    } finally {
      this.#size--
    }
  }
}

/**
 * Reads of a database server that share requests, as each request costs the server a connection to its file. They have
 * to be short: those of one request wait for each other. See docs/decisions/0063-grouped-reads.md.
 */
export class GroupedReads {
  readonly #lanes: readonly Lane[]

  constructor(send: SendReads) {
    this.#lanes = Array.from({ length: LANES }, () => new Lane(send))
  }

  read(statement: InStatement): Promise<ResultSet> {
    const least = (a: Lane, b: Lane) => (b.size < a.size ? b : a)
    const lane = this.#lanes.find(({ size }) => size < READS_PER_LANE) ?? this.#lanes.reduce(least)
    return lane.read(statement)
  }
}
