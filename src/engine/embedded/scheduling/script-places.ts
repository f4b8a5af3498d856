import { AppError } from '../../../domain/errors.ts'
import { NodeError } from '../../errors.ts'
import type { ScriptLimit, ScriptSource } from '../../records.ts'

interface Execution {
  readonly id: string
  /** `null` for an ad hoc run. */
  readonly scriptId: number | null
}

/** An execution of a script, or a call of it in another execution. */
interface Claim {
  /** The execution that it belongs to. */
  readonly owner: string
  /** Of the step that calls; `undefined` for the execution itself. */
  readonly call?: Pick<ScriptCall, 'key' | 'path'>
  enter(): void
}

interface Entrance {
  limit: ScriptLimit | undefined
  /** Settles when `inside` has all that wait on disk. */
  filling?: Promise<void>
  /** Claims that have a place, and those that wait for one, by key. */
  readonly inside: Map<string, Claim>
  readonly waiting: Map<string, Claim>
  /** Executions that were accepted and have not ended, whether inside or not. */
  readonly accepted: Set<string>
}

export interface ScriptCall {
  /** Of the step. */
  readonly key: string
  /** Where it runs. */
  readonly path: string
  readonly executionId: string
  /** The script that the execution itself runs. */
  readonly ownScript: number | null
  readonly signal: AbortSignal
}

/**
 * The places of scripts that limit how many of their executions are under way at once. Those that find none wait in
 * order of arrival, without taking anything from other scripts.
 */
export class ScriptPlaces {
  readonly #scripts: ScriptSource
  readonly #waitingOf: (scriptId: number) => Promise<readonly string[]>
  readonly #entrances = new Map<number, Entrance>()

  /** @param waitingOf the executions of a script that wait on disk, which have their places all the same */
  constructor(scripts: ScriptSource, waitingOf: (scriptId: number) => Promise<readonly string[]>) {
    this.#scripts = scripts
    this.#waitingOf = waitingOf
    scripts.onChange?.((id) => void this.#readLimit(id).catch(() => undefined))
  }

  /** To be called before executions of these scripts ask for places, to find out how many there are now. */
  async readLimits(scriptIds: readonly (number | null)[]): Promise<void> {
    for (const id of new Set(scriptIds)) if (id !== null) await this.#readLimit(id)
  }

  async #readLimit(scriptId: number): Promise<void> {
    const limit = (await this.#scripts.graphOf(scriptId))?.limit
    if (!limit && !this.#entrances.has(scriptId)) return
    const entrance = this.#entranceOf(scriptId)
    const isNew = limit && !entrance.limit
    entrance.limit = limit
    if (isNew) entrance.filling = this.#fill(scriptId, entrance)
    // The next one tries again.
    entrance.filling?.catch(() => (entrance.limit = undefined))
    await entrance.filling
    this.#admit(scriptId)
  }

  /** Those that wait on disk are known here only while there is a limit. */
  async #fill(scriptId: number, { inside, accepted }: Entrance): Promise<void> {
    const found = await this.#waitingOf(scriptId)
    for (const id of found) inside.set(id, { owner: id, enter: () => undefined })
    const left = found.length > 0 ? new Set(await this.#waitingOf(scriptId)) : undefined
    for (const id of found) if (!left?.has(id) && !accepted.has(id)) inside.delete(id)
  }

  /** Whether the script takes one more execution now. */
  accepts(scriptId: number): boolean {
    const entrance = this.#entrances.get(scriptId)
    return !entrance || !refuses(entrance)
  }

  /** @throws AppError `SCRIPT_BUSY` when the script takes no more executions now */
  assertAccepts(scriptId: number) {
    if (this.accepts(scriptId)) return
    const limit = this.#entrances.get(scriptId)?.limit?.max ?? 0
    throw new AppError('SCRIPT_BUSY', { values: { id: scriptId, limit } })
  }

  /** Notes an execution that was accepted. */
  accept({ scriptId, id }: Execution) {
    if (scriptId !== null) this.#entranceOf(scriptId).accepted.add(id)
  }

  /** Gives an execution a place at once, because it had one before a restart. */
  restore({ scriptId, id }: Execution) {
    if (scriptId !== null) this.#entranceOf(scriptId).inside.set(id, { owner: id, enter: () => undefined })
  }

  /** Calls `enter` when the execution has a place, which may be at once; `false` when it waits. */
  enter({ scriptId, id }: Execution, enter: () => void): boolean {
    const entrance = scriptId === null ? undefined : this.#entranceOf(scriptId)
    if (entrance && !entrance.inside.has(id)) return take(entrance, { owner: id, enter })
    enter()
    return true
  }

  /** An execution has ended, or stopped. */
  leave({ scriptId, id }: Execution) {
    if (scriptId === null) return
    this.#entrances.get(scriptId)?.accepted.delete(id)
    this.#release(scriptId, id)
  }

  isLimited({ scriptId }: Execution): boolean {
    return scriptId !== null && this.#entrances.get(scriptId)?.limit !== undefined
  }

  /** Whether a call of an execution has a place that others may wait for. */
  holdsCall(executionId: string): boolean {
    return this.#entrances
      .values()
      .some(({ inside }) => inside.values().some(({ owner, call }) => call && owner === executionId))
  }

  /**
   * Takes a place for a call: at once, with `undefined`, or when one is free.
   * @throws NodeError `SCRIPT_BUSY` when the script does not let it wait, or it would wait for itself
   */
  call(scriptId: number, call: ScriptCall): Promise<void> | undefined {
    const entrance = this.#entrances.get(scriptId)
    if (!entrance?.limit) return undefined
    const { executionId: owner, ownScript, signal } = call
    // A script that calls itself needs no second place, which it would wait for in vain.
    if (ownScript === scriptId || holds(entrance, owner, call)) return undefined
    if (refuses(entrance)) throw busy(scriptId, entrance.limit)
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const stop = () => {
      entrance.waiting.delete(keyOf(claim))
      reject(signal.reason)
    }
    const enter = () => {
      signal.removeEventListener('abort', stop)
      resolve()
    }
    const claim: Claim = { owner, call, enter }
    if (take(entrance, claim)) return undefined
    if (this.#isStuck(claim)) {
      entrance.waiting.delete(keyOf(claim))
      throw busy(scriptId, entrance.limit)
    }
    signal.addEventListener('abort', stop, { once: true })
    if (signal.aborted) stop()
    return promise
  }

  /** A call has ended; it may have had no place. */
  endCall(scriptId: number, call: Pick<ScriptCall, 'executionId' | 'key' | 'path'>) {
    this.#release(scriptId, keyOf({ owner: call.executionId, call }))
  }

  #release(scriptId: number, key: string) {
    const entrance = this.#entrances.get(scriptId)
    if (!entrance) return
    entrance.inside.delete(key)
    entrance.waiting.delete(key)
    this.#admit(scriptId)
  }

  #admit(scriptId: number) {
    const entrance = this.#entrances.get(scriptId)
    if (!entrance) return
    const { inside, waiting, accepted } = entrance
    for (const [key, claim] of waiting) {
      if (isFull(entrance)) return
      waiting.delete(key)
      inside.set(key, claim)
      claim.enter()
    }
    if (!entrance.limit && inside.size + accepted.size === 0) this.#entrances.delete(scriptId)
  }

  /** Whether a claim waits in vain: all that have the places it waits for wait in turn, in the end for this one. */
  #isStuck(claim: Claim): boolean {
    const entrances = [...this.#entrances.values()].filter(({ waiting }) => waiting.size > 0)
    const { owner, call } = claim
    if (!call || !entrances.some((entrance) => holds(entrance, owner, call))) return false
    let stuck = new Set(entrances.flatMap(({ waiting }) => [...waiting.values()]))
    const isHeldUp = (holder: Claim) =>
      stuck.values().some((each) => each.call !== undefined && contains(holder, each.owner, each.call))
    for (let before = -1; before !== stuck.size && stuck.has(claim); ) {
      before = stuck.size
      const closed = entrances.filter(({ inside }) => inside.values().every(isHeldUp))
      stuck = new Set(
        closed.flatMap(({ waiting }) =>
          waiting
            .values()
            .filter((each) => stuck.has(each))
            .toArray(),
        ),
      )
    }
    return stuck.has(claim)
  }

  #entranceOf(scriptId: number): Entrance {
    const known = this.#entrances.get(scriptId)
    if (known) return known
    const entrance: Entrance = {
      limit: undefined,
      inside: new Map(),
      waiting: new Map(),
      accepted: new Set(),
    }
    this.#entrances.set(scriptId, entrance)
    return entrance
  }
}

const isFull = ({ limit, inside }: Entrance): boolean => limit !== undefined && inside.size >= limit.max

/** Executions that wait for their turn elsewhere count, too: they will need a place. */
const refuses = ({ limit, inside, accepted }: Entrance): boolean =>
  limit?.whenReached === 'skip' && new Set([...inside.keys(), ...accepted]).size >= limit.max

const take = (entrance: Entrance, claim: Claim): boolean => {
  const isFree = !isFull(entrance) && entrance.waiting.size === 0
  const { inside, waiting } = entrance
  if (isFree) inside.set(keyOf(claim), claim)
  else waiting.set(keyOf(claim), claim)
  if (isFree) claim.enter()
  return isFree
}

const keyOf = ({ owner, call }: Pick<Claim, 'owner' | 'call'>): string =>
  call ? `${owner} ${call.key}` : owner

/** Whether a claim cannot give up its place before a call of this execution on this path has ended. */
const contains = (holder: Claim, owner: string, { path }: Pick<ScriptCall, 'path'>): boolean => {
  if (holder.owner !== owner) return false
  const { call } = holder
  return (
    !call || path === call.key || [`${call.key}/`, `${call.key}[`].some((start) => path.startsWith(start))
  )
}

const holds = ({ inside }: Entrance, owner: string, call: Pick<ScriptCall, 'path'>): boolean =>
  inside.values().some((each) => contains(each, owner, call))

const busy = (scriptId: number, { max }: ScriptLimit): NodeError =>
  new NodeError(
    'SCRIPT_BUSY',
    `script ${scriptId} already has as many executions in progress as its max_concurrent allows (${max})`,
  )
