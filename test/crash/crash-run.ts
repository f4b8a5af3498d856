import assert from 'node:assert/strict'
import { setTimeout as delay } from 'node:timers/promises'
import { Clients } from './clients.ts'
import type { Effects } from './effects.ts'
import { callingScript, crashScripts } from './scripts.ts'
import { ServerProcess } from './server-process.ts'
import { type Snapshot, takeSnapshot } from './snapshot.ts'

export interface CrashRunOptions {
  readonly folder: string
  readonly effects: Effects
  readonly random: () => number
}

const ENV = { EXECUTE_WAIT_MS: '300', LOG_LEVEL: 'info', HTTP_NODE_ALLOW: '127.0.0.1', CODE_WORKERS: '1' }
const CLIENTS = 16
// A fail point that nothing comes by must not hold up the run.
const LONGEST_LIFE_MS = 3000
const DRAIN_MS = 20_000

/** One database through many lives of the server, each ended by a kill, while clients go on and on. */
export class CrashRun {
  readonly clients: Clients
  readonly snapshots: Snapshot[] = []
  readonly readyMs: number[] = []
  /** Fail points at which the server died. */
  readonly met = new Set<string>()
  readonly #options: CrashRunOptions
  #work: Promise<unknown> = Promise.resolve()
  #failure: { readonly error: unknown } | undefined
  #server: ServerProcess | undefined

  constructor(options: CrashRunOptions) {
    this.#options = options
    this.clients = new Clients(options.random)
  }

  /** Begins the clients' work; the first of them makes the scripts. */
  begin() {
    this.#work = this.#begin()
    this.#work.catch((error) => {
      this.#failure = { error }
    })
  }

  /** A life that ends at a random moment, `mostMs` after the start at the latest. */
  async liveShortly(leastMs: number, mostMs: number) {
    const server = this.#start()
    await delay(leastMs + this.#options.random() * (mostMs - leastMs))
    await server.end('SIGKILL')
    await this.#bury()
  }

  /** A life that ends a random while after the server has become ready. */
  async live(mostMs: number) {
    const server = this.#start()
    await this.#ready(server)
    await delay(this.#options.random() * mostMs)
    await server.end('SIGKILL')
    await this.#bury()
  }

  /** A life in which the server kills itself. */
  async liveUntil(failPoint: string) {
    const server = this.#start(failPoint)
    const timer = setTimeout(() => server.end('SIGKILL'), LONGEST_LIFE_MS)
    const startedAt = performance.now()
    await server.exited
    clearTimeout(timer)
    if (performance.now() - startedAt < LONGEST_LIFE_MS) this.met.add(failPoint.replace(/:.*/, ''))
    await this.#bury()
  }

  /** The last life: lets everything come to its end and stops the server as an operator would. */
  async end() {
    const server = this.#start()
    await this.#ready(server)
    this.clients.finish()
    await this.#work
    await this.#drained(await server.listening)
    assert.equal(await server.end('SIGTERM'), 0)
    await this.#bury()
  }

  #start(failPoint?: string): ServerProcess {
    const { folder } = this.#options
    const server = new ServerProcess({ folder, env: ENV, ...(failPoint && { failPoint }) })
    this.#server = server
    server.listening.then((url) => this.clients.moveTo(url))
    return server
  }

  async #ready(server: ServerProcess) {
    const ms = await server.ready()
    assert.ok(ms !== undefined, 'the server died at its start')
    this.readyMs.push(ms)
  }

  /** Leaves nothing running, wherever the run was broken off. */
  async close() {
    this.clients.finish()
    await this.#server?.end('SIGKILL')
  }

  /** Takes down what is on disk between two lives. */
  async #bury() {
    const { effects, folder } = this.#options
    await effects.readLines(folder)
    this.snapshots.push(await takeSnapshot(folder))
    effects.life++
    if (this.#failure) throw this.#failure.error
  }

  async #begin() {
    const { url } = this.#options.effects
    const ids: number[] = []
    for (const script of crashScripts(url)) {
      ids.push(await this.clients.createScript(script, `script-${script.name}`))
    }
    ids.push(await this.clients.createScript(callingScript(url, ids[0] ?? 0), 'script-calls'))
    await Promise.all(Array.from({ length: CLIENTS }, (_, n) => this.clients.work(`client-${n}`, ids)))
  }

  async #drained(url: string) {
    const deadline = performance.now() + DRAIN_MS
    for (;;) {
      const answer = await fetch(`${url}/api/dashboard/stats`)
      const { queued, running } = Object(await answer.json()).data.executions
      if (queued + running === 0) return
      assert.ok(performance.now() < deadline, `${queued} queued and ${running} running executions never end`)
      await delay(50)
    }
  }
}
