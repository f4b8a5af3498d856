import type { Cleaner } from '../sqld/sqld.ts'
import { type Balancer, startBalancer } from './balancer.ts'

/** To which ports the connections of a host with the rest lead. */
export interface LineEnds {
  /** Of the host. */
  readonly api: number
  /** Of the host, which Restate calls. */
  readonly work: number
  readonly database: number
  readonly ingress: number
  readonly admin: number
}

export type Line = keyof LineEnds

const LINES: readonly Line[] = ['api', 'work', 'database', 'ingress', 'admin']

/** All connections between one host and the rest, which can be cut. */
export class Lines {
  readonly #lines: Readonly<Record<Line, Balancer>>

  private constructor(lines: Readonly<Record<Line, Balancer>>) {
    this.#lines = lines
  }

  static async start(t: Cleaner, ends: LineEnds): Promise<Lines> {
    const start = (line: Line) => startBalancer(t, () => [ends[line]])
    return new Lines({
      api: await start('api'),
      work: await start('work'),
      database: await start('database'),
      ingress: await start('ingress'),
      admin: await start('admin'),
    })
  }

  portOf(line: Line): number {
    return this.#lines[line].port
  }

  cut(lines: readonly Line[] = LINES) {
    for (const line of lines) this.#lines[line].cut()
  }

  /** Of all that are cut. */
  mend() {
    for (const line of LINES) this.#lines[line].mend()
  }
}
