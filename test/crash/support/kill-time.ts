import { setTimeout as delay } from 'node:timers/promises'

/** Waits until a moment to kill a server: a random one, but not before something was answered, or it proves nothing. */
export const untilKill = async (ms: number, isAnswered: () => boolean): Promise<void> => {
  await delay(ms)
  while (!isAnswered()) await delay(20)
}
