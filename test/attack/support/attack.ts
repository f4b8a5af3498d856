import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { startBystander } from './bystander.ts'
import type { Target } from './target.ts'

/** The promise is 50 ms on a quiet machine of today; one that is four times as slow must not fail. */
const MOST_HOLD_MS = 200

export interface AttackFigures {
  readonly longestHoldMs: number
  readonly peakMib: number
  /** Answers by status. */
  readonly answers: Readonly<Record<string, number>>
}

/** Counts the statuses of the attacker's requests; one that is cut off counts as `none`. */
export class Answers {
  readonly #counts: Record<string, number> = {}

  get counts(): Readonly<Record<string, number>> {
    return this.#counts
  }

  get total(): number {
    return Object.values(this.#counts).reduce((sum, count) => sum + count, 0)
  }

  /** Reads the answer to its end, so that its connection is free again. */
  async count(request: Promise<Response>): Promise<void> {
    const status = await request
      .then(async (response) => {
        await response.arrayBuffer()
        return String(response.status)
      })
      .catch(() => 'none')
    this.#counts[status] = (this.#counts[status] ?? 0) + 1
  }
}

/**
 * Runs an attack beside a bystander, prints what it did to the server, and checks that the server lives on and that
 * its event loop was never held for long.
 */
export const underAttack = async (
  t: TestContext,
  target: Target,
  attack: (answers: Answers) => Promise<unknown>,
  mostHoldMs = MOST_HOLD_MS,
): Promise<AttackFigures> => {
  const bystander = await startBystander(target)
  await target.figures()
  const answers = new Answers()
  const attacked = attack(answers)
  const [p99] = await Promise.all([bystander.p99(attacked), attacked])
  assert.ok(target.isAlive(), 'the server has died')
  const figures = { ...(await target.figures()), answers: answers.counts }
  const statuses = Object.entries(figures.answers).map(([status, count]) => `${count} x ${status}`)
  t.diagnostic(
    `longest hold ${figures.longestHoldMs} ms, peak memory ${figures.peakMib} MiB, ` +
      `p99 of others ${p99.toFixed(1)} ms (idle ${bystander.idle.toFixed(1)} ms), answers: ${statuses.join(', ') || 'none'}`,
  )
  assert.ok(
    figures.longestHoldMs <= mostHoldMs,
    `the event loop was held for ${figures.longestHoldMs} ms of processor time`,
  )
  return figures
}
