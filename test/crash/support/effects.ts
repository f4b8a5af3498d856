import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { join } from 'node:path'
import type { TestContext } from 'node:test'

/** Something that a node did to the outside: which node of which execution, and in which life of the server. */
export interface Effect {
  /** `execution|path|node`. */
  readonly key: string
  readonly life: number
}

/** The outside world of the scripts: a server that counts requests, and a file that lines are added to. */
export class Effects {
  readonly url: string
  readonly seen: Effect[] = []
  /** Counts the server's lives, from 0. */
  life = 0
  readonly #failures = new Set<string>()
  #linesRead = 0

  private constructor(url: string) {
    this.url = url
  }

  static async listen(t: TestContext): Promise<Effects> {
    const server = createServer().listen(0, '127.0.0.1')
    t.after(() => server.close().closeAllConnections())
    await once(server, 'listening')
    const address = server.address()
    const effects = new Effects(`http://127.0.0.1:${Object(address).port}/`)
    server.on('request', ({ url = '' }, response) => {
      response.statusCode = effects.#take(new URL(url, effects.url).searchParams)
      response.end('{}')
    })
    return effects
  }

  #take(query: URLSearchParams): number {
    const key = query.get('key') ?? ''
    this.seen.push({ key, life: this.life })
    // Every other node that may fail does so at its first attempt.
    if (!query.has('flaky') || this.#failures.has(key) || key.charCodeAt(28) % 2 === 0) return 200
    this.#failures.add(key)
    return 503
  }

  /** Takes in the lines that were added during this life; the server must not be running. */
  async readLines(folder: string) {
    const text = await readFile(join(folder, 'workspace/effects.log'), 'utf8').catch(() => '')
    const lines = text.split('\n').slice(0, -1)
    for (const key of lines.slice(this.#linesRead)) this.seen.push({ key, life: this.life })
    this.#linesRead = lines.length
  }
}
