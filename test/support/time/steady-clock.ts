import { type AlarmClock, systemClock } from '../../../src/lib/time/clock.ts'

/** A clock that stands still until it is told to go on, while whoever sleeps does so in real time. */
export class SteadyClock implements AlarmClock {
  #now = Date.UTC(2026, 10, 24)

  now = () => this.#now

  sleep = systemClock.sleep

  after = systemClock.after

  advance(ms: number) {
    this.#now += ms
  }
}
