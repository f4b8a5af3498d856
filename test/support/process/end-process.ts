import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'

/** Sends a signal to a process unless that has ended, and resolves when it has. */
export const endProcess = async (child: ChildProcess | undefined, signal: NodeJS.Signals): Promise<void> => {
  if (!child || child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill(signal)
  await exited
}
