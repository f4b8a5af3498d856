import assert from 'node:assert/strict'
import { join } from 'node:path'
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
const CLIENTS = 8
// A fail point that no work reaches must not hold up the run; counted in answers, so that a slow machine gets its time.
const MAX_ANSWERS_BEFORE_FAIL_POINT = 60

/** One database through many lives of the server, each ended by a kill, while clients keep sending requests. */
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

  /** Starts the clients; the scripts are created first. */
  startClients() {
    this.#work = this.#runClients()
    this.#work.catch((error) => {
      this.#failure = { error }
    })
  }

  /** A life that ends at a random moment between `minMs` and `maxMs` after its start, ready or not. */
  async liveShortly(minMs: number, maxMs: number) {
    const server = this.#start()
    await delay(minMs + this.#options.random() * (maxMs - minMs))
    await server.end('SIGKILL')
    await this.#bury()
  }

  /** A life that ends a random time after the server has become ready, and after at most so many further answers. */
  async live(maxAnswers: number) {
    const { random } = this.#options
    const server = this.#start()
    await this.#ready(server)
    const last = this.clients.answered + Math.ceil(random() * maxAnswers)
    while (this.clients.answered < last && !this.#failure) await delay(5)
    await delay(random() * 50)
    await server.end('SIGKILL')
    await this.#bury()
  }

  /** A life in which the server kills itself at a fail point. */
  async liveUntil(failPoint: string) {
    const server = this.#start(failPoint)
    let isAlive = true
    const exited = server.exited.then(() => {
      isAlive = false
    })
    const limit = this.clients.answered + MAX_ANSWERS_BEFORE_FAIL_POINT
    while (isAlive && this.clients.answered < limit) await Promise.race([exited, delay(20)])
    if (isAlive) await server.end('SIGKILL')
    else this.met.add(failPoint.replace(/:.*/, ''))
    await this.#bury()
  }

  /** The last life: lets every execution end and stops the server as an operator would. */
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

  /** Leaves nothing running, even when the run was aborted. */
  async close() {
    this.clients.finish()
    await this.#server?.end('SIGKILL')
  }

  /** Records what is on disk between two lives. */
  async #bury() {
    const { effects, folder } = this.#options
    await effects.readLines(folder)
    this.snapshots.push(await takeSnapshot(join(folder, 'data')))
    effects.life++
    if (this.#failure) throw this.#failure.error
  }

  async #runClients() {
    const { url } = this.#options.effects
    const ids: number[] = []
    for (const script of crashScripts(url)) {
      ids.push(await this.clients.createScript(script, `script-${script.name}`))
    }
    ids.push(await this.clients.createScript(callingScript(url, ids[0] ?? 0), 'script-calls'))
    await Promise.all(Array.from({ length: CLIENTS }, (_, n) => this.clients.work(`client-${n}`, ids)))
  }

  async #drained(url: string) {
    // An execution that never ends is reported by the time limit of the test.
    for (;;) {
      const answer = await fetch(`${url}/api/dashboard/stats`)
      const { queued, running } = Object(await answer.json()).data.executions
      if (queued + running === 0) return
      await delay(50)
    }
  }
}
