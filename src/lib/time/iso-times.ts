import { isoTime } from './clock.ts'

/** Times as `isoTime` writes them, and back. It remembers the last one, as many follow each other within a millisecond. */
export class IsoTimes {
  #ms = 0
  #text = isoTime(0)

  toText(ms: number): string {
    if (ms !== this.#ms) {
      this.#text = isoTime(ms)
      this.#ms = ms
    }
    return this.#text
  }

  /** Milliseconds since the epoch. */
  toMs(text: string): number {
    return text === this.#text ? this.#ms : Date.parse(text)
  }
}
