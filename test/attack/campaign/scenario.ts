import type { Answers } from '../support/attack.ts'
import type { Target } from '../support/target.ts'

export interface Attacker {
  readonly target: Target
  readonly key: string
  /** Is aborted when the time of the attack is over. */
  readonly signal: AbortSignal
  readonly answers: Answers
  /** Address of a server that takes connections and never answers. */
  readonly silence: string
}

export interface Scenario {
  readonly name: string
  /** The most milliseconds that it may hold the event loop, where that is known to be more than the promise. */
  readonly mostHoldMs?: number
  /** Nothing is answered before its end, so that its time is all it needs. */
  readonly isUnanswered?: boolean
  /** Done before the time of the attack begins; what it returns is given to `attack`. */
  prepare?(attacker: Omit<Attacker, 'signal' | 'answers'>): Promise<unknown>
  attack(attacker: Attacker, prepared: unknown): Promise<unknown>
}

export const times = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index))

export interface Sent {
  readonly method: string
  readonly path: string
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

/** Sends the same request from many places again and again until the attack is over. */
export const flood = async (
  { target, key, signal, answers }: Attacker,
  { method, path, body, headers }: Sent,
  callers: number,
): Promise<void> => {
  const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body)
  const request = { key, signal, ...(text !== undefined && { body: text }), ...(headers && { headers }) }
  const repeat = async () => {
    while (!signal.aborted) await answers.count(target.call(method, path, request))
  }
  await Promise.all(times(callers, repeat))
}

/** Saves a script and returns its path. */
export const addScript = async (
  { target, key }: Pick<Attacker, 'target' | 'key'>,
  graph: object | ((id: number) => object),
): Promise<string> => {
  const name = `script ${Math.random()}`
  const nodes = [{ id: 'a', type: 'start' }]
  const { id } = await target.data('POST', '/api/scripts', { key, body: { name, nodes } })
  const body = typeof graph === 'function' ? graph(id) : graph
  await target.data('PUT', `/api/scripts/${id}/nodes`, { key, body })
  return `/api/scripts/${id}`
}
