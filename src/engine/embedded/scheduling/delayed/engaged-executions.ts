import type { FairPlaces } from '../../../../lib/async/fair-places.ts'
import type { AdmissionQueue } from '../admission.ts'
import type { LiveExecution } from '../live-execution.ts'
import type { ScriptPlaces } from '../script-places.ts'

export interface EngagedOptions {
  /** Places for executions that are in the queue or in memory. */
  readonly places: FairPlaces
  readonly admission: AdmissionQueue
  readonly scriptPlaces: ScriptPlaces
}

/** The executions that are in the queue or in memory, by id, with the places that they take. */
export class EngagedExecutions {
  readonly #options: EngagedOptions
  readonly #byId = new Map<string, LiveExecution>()
  /** Those whose ends this one hears of. */
  readonly #tracked = new WeakSet<LiveExecution>()

  constructor(options: EngagedOptions) {
    this.#options = options
  }

  get size(): number {
    return this.#byId.size
  }

  get all(): readonly LiveExecution[] {
    return [...this.#byId.values()]
  }

  get running(): number {
    let count = 0
    for (const { execution } of this.#byId.values()) if (execution?.hasStarted) count++
    return count
  }

  get(id: string): LiveExecution | undefined {
    return this.#byId.get(id)
  }

  /** Takes the places of one that has come, until it has ended or leaves. */
  add(live: LiveExecution): LiveExecution {
    const { places, scriptPlaces } = this.#options
    this.#byId.set(live.id, live)
    places.take(live.caller)
    scriptPlaces.accept(live)
    if (this.#tracked.has(live)) return live
    this.#tracked.add(live)
    const forget = () => this.#forget(live)
    live.ended.then(forget, forget)
    return live
  }

  /** Gives back the places of one that is going to wait on disk, except that in a script with a limited number. */
  leave(live: LiveExecution) {
    const { admission, scriptPlaces } = this.#options
    this.#byId.delete(live.id)
    if (!scriptPlaces.isLimited(live)) scriptPlaces.leave(live)
    admission.release(live.caller)
  }

  #forget(live: LiveExecution) {
    // One that was cancelled while it was on disk only is not there.
    if (this.#byId.get(live.id) !== live) return
    this.#byId.delete(live.id)
    this.#options.scriptPlaces.leave(live)
    this.#options.admission.release(live.caller)
  }
}
