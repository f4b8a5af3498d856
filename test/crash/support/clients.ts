import { setTimeout as delay } from 'node:timers/promises'
import type { CrashScript } from './scripts.ts'

export interface Answered {
  readonly id: string
  readonly status: number
}

interface Post {
  readonly path: string
  readonly key: string
  readonly body: unknown
  readonly prefer?: string
}

/** Clients that repeat every request under its idempotency key until it is answered, whatever happens to the server. */
export class Clients {
  readonly executions: Answered[] = []
  /** Ids of the scripts that the clients created. */
  readonly created: number[] = []
  repeated = 0
  /** Requests that succeeded. */
  answered = 0
  readonly #random: () => number
  #url = ''
  #isOver = false

  constructor(random: () => number) {
    this.#random = random
  }

  /** Sets the address of the server for all requests from now on. */
  moveTo(url: string) {
    this.#url = url
  }

  /** Lets every client finish its current request. */
  finish() {
    this.#isOver = true
  }

  async createScript(script: CrashScript, key: string): Promise<number> {
    const { data } = await this.#post({ path: '/api/scripts', key, body: script })
    return Object(data).id
  }

  /** One client: one request after another. */
  async work(name: string, scriptIds: readonly number[]): Promise<void> {
    for (let n = 0; !this.#isOver; n++) {
      const key = `${name}-${n}`
      if (this.#random() < 0.05) {
        this.created.push(await this.createScript({ name: key, nodes: [], connections: {} }, key))
        continue
      }
      const scriptId = scriptIds[Math.floor(this.#random() * scriptIds.length)]
      const prefer = this.#random() < 0.5 ? 'respond-async' : 'wait=1'
      const path = `/api/scripts/${scriptId}/execute`
      const { status, data } = await this.#post({ path, key, prefer, body: { input: { path: '' } } })
      this.executions.push({ id: Object(data).id, status })
      await delay(this.#random() * 30)
    }
  }

  async #post({ path, key, body, prefer = '' }: Post): Promise<{ status: number; data: unknown }> {
    for (;;) {
      const answer = await fetch(this.#url + path, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'Idempotency-Key': key, Prefer: prefer },
        body: JSON.stringify(body),
      })
        .then(async (response) => ({ status: response.status, ...Object(await response.json()) }))
        .catch(() => undefined)
      if (answer?.success) {
        this.answered++
        return answer
      }
      if (this.#isOver && !answer) throw new Error('the server has ended for good')
      const isRefusal = answer && answer.status < 500 && answer.status !== 429
      if (isRefusal) throw new Error(`${path} ${key} was answered ${JSON.stringify(answer)}`)
      this.repeated++
      await delay(50)
    }
  }
}
