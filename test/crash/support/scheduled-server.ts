import assert from 'node:assert/strict'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import type { Client } from '@libsql/client'
import { createFolder } from '../../support/process/command.ts'
import { setClock } from '../../support/time/shifted-clock.ts'
import { type ServerOptions, ServerProcess } from './server-process.ts'
import { withCopy } from './snapshot.ts'

const NOTHING = { name: 'Nothing', nodes: [{ id: 'a', type: 'transform', parameters: { expression: '1' } }] }

/** Executions and records of ticks that are not exactly one for one. */
const FAULTS = `SELECT
  (SELECT count(*) FROM (SELECT 1 FROM executions GROUP BY schedule_id, trigger ->> 'scheduled_at'
    HAVING count(*) > 1)) AS twice,
  (SELECT count(*) FROM executions AS e WHERE NOT EXISTS (SELECT 1 FROM schedule_ticks AS t
    WHERE t.schedule_id = e.schedule_id AND t.execution_id = e.id)) AS unrecorded,
  (SELECT count(*) FROM schedule_ticks AS t WHERE outcome = 'started'
    AND NOT EXISTS (SELECT 1 FROM executions AS e WHERE e.id = t.execution_id)) AS without`

export const NO_FAULTS = { twice: 0, unrecorded: 0, without: 0 }

/** The only row that a query gives, of numbers. */
export const numbersOf = async (client: Client, query: string): Promise<Record<string, number>> => {
  const { rows } = await client.execute(query)
  return Object.fromEntries(Object.entries({ ...rows[0] }).map(([name, value]) => [name, Number(value)]))
}

export const faultsOf = (client: Client) => numbersOf(client, FAULTS)

export const send = async (method: string, url: string, body: object) => {
  const headers = { 'Content-Type': 'application/json' }
  const answer = await fetch(url, { method, headers, body: JSON.stringify(body) })
  assert.ok(answer.ok, `${method} ${url}: ${answer.status}`)
}

/** A script that does nothing, with the id 1, and its schedules. */
export const createSchedules = async (url: string, schedules: readonly object[]) => {
  await send('POST', `${url}/api/scripts`, NOTHING)
  for (const [index, schedule] of schedules.entries())
    await send('POST', `${url}/api/schedules`, { script_id: 1, name: `Schedule ${index}`, ...schedule })
}

export interface Decided {
  readonly after: number
  readonly before: number
}

/** Servers one after another on the same database, whose clock can be set. */
export class ScheduledServer {
  readonly #folder: string
  readonly #options: Omit<ServerOptions, 'folder'>
  #server: ServerProcess | undefined
  #offset = 0

  private constructor(folder: string, options: Omit<ServerOptions, 'folder'>) {
    this.#folder = folder
    this.#options = options
  }

  static async create(t: TestContext, options: Omit<ServerOptions, 'folder'> = {}): Promise<ScheduledServer> {
    const server = new ScheduledServer(await createFolder(t), { env: { LOG_LEVEL: 'info' }, ...options })
    t.after(() => server.#server?.end('SIGKILL'))
    return server
  }

  /** By the server's clock. */
  now = () => Date.now() + this.#offset

  /** Resolves with its address when it is ready. */
  async start(): Promise<string> {
    this.#server = new ServerProcess({ folder: this.#folder, ...this.#options })
    await this.#server.ready()
    return this.#server.listening
  }

  end(signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null> {
    assert.ok(this.#server)
    return this.#server.end(signal)
  }

  /** Sets the clock of a server that `runs`, or of the next one. */
  async setClock(now: number, runs: boolean): Promise<void> {
    this.#offset = now - Date.now()
    await setClock(this.#folder, this.#offset, runs ? this.#server : undefined)
  }

  /** Resolves when the next ticks of all schedules are between two times. */
  async until(url: string, range: () => Decided): Promise<void> {
    for (;;) {
      const answer = await fetch(`${url}/api/schedules?limit=200`)
      const { data } = Object(await answer.json())
      const { after, before } = range()
      const next = data.map(({ next_times: [time] }: { next_times: string[] }) => Date.parse(time ?? ''))
      if (next.every((time: number) => time > after && time < before)) return
      await delay(20)
    }
  }

  /** Calls `use` with a copy of the database, when no server runs. */
  read<T>(use: (client: Client) => Promise<T>): Promise<T> {
    return withCopy(join(this.#folder, 'data'), use)
  }
}

export const report = (t: TestContext, figures: Readonly<Record<string, number>>) => {
  for (const [label, value] of Object.entries(figures)) t.diagnostic(`${label.padEnd(20)} ${value}`)
}
