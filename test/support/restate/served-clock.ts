import { setTimeout as pause } from 'node:timers/promises'
import type { Host, Orchestrator } from '../../../src/engine/restate/ports.ts'
import { ManualClock } from '../time/manual-clock.ts'

/** A clock in whose time a Restate server needs none: it stands still until what was requested has arrived. */
export class ServedClock extends ManualClock {
  readonly #expected = new Set<string>()
  /** Nothing arrives while there is none. */
  #hosts = 0

  /** An orchestrator whose requests the clock waits for. */
  watch(orchestrator: Orchestrator): Orchestrator {
    const expected = this.#expected
    const watched = (host: Host): Host => ({
      serveAll: (loss) => host.serveAll(loss),
      async carryOut(id, interruption, loss) {
        expected.delete(id)
        try {
          await host.carryOut(id, interruption, loss)
        } catch (error) {
          // It comes again, to this host or another one.
          expected.add(id)
          throw error
        }
      },
    })
    return {
      open: async (host) => {
        this.#hosts++
        await orchestrator.open(watched(host))
      },
      async request(id, options = {}) {
        const isLate = (options.delayMs ?? 0) > 0
        if (!isLate) expected.add(id)
        await orchestrator.request(id, options)
      },
      interrupt: (id) => orchestrator.interrupt(id),
      close: async () => {
        this.#hosts--
        await orchestrator.close()
      },
    }
  }

  override async settle(): Promise<void> {
    await super.settle()
    while (this.#expected.size > 0 && this.#hosts > 0) await pause(5)
    await super.settle()
  }
}
