import { readlinkSync } from 'node:fs'
import { platform, setPriority } from 'node:os'

/**
 * Has the calling thread give way to those of the usual priority, by a nice value. Only Linux has one for each thread;
 * elsewhere this does nothing.
 */
export const lowerThreadPriority = (niceValue: number): void => {
  if (platform() !== 'linux') return
  try {
    // `<process>/task/<thread>`
    const thread = Number(readlinkSync('/proc/thread-self').split('/').at(-1))
    if (thread > 0) setPriority(thread, niceValue)
  } catch {
    // Without /proc, or where a sandbox forbids it, threads share the processors equally.
  }
}
