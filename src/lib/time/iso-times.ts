import { isoTime } from './clock.ts'

/** Converts times as `isoTime` does, and back. Caches the last one, because many fall within the same millisecond. */
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
