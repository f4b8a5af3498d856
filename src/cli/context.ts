import type { LeaseOwner } from '../db/lease/lease.ts'
import type { Program } from '../lib/system/program.ts'
import type { Environment } from './environment.ts'

interface Output {
  /** `done` is called when the text has left the process. */
  write(text: string, done?: () => void): unknown
}

/** What commands may know of the process that runs them. */
export interface CommandContext {
  readonly env: Environment
  readonly stdout: Output
  readonly stderr: Output
  /** Whether a person watches the standard error output. */
  readonly isWatched: boolean
  readonly nodeVersion: string
  /** Everything that comes in by the standard input. */
  readInput(): Promise<Uint8Array>
  /** This process, for others that look at the same database. */
  readonly owner: LeaseOwner
  readonly self: Program
  /**
   * Takes over the signals that end the process. The first one aborts, with its name as the reason; a second
   * one still ends the process at once.
   */
  stopSignal(): AbortSignal
  /** Gives back what only the start needed, if the process can; a pause of some 30 ms. */
  releaseMemory(): void
  /** Calls back each time that the process is asked to log more, or no more than it is configured to. */
  onDebugSignal(toggle: () => void): void
  /** Says who reports an error that nothing caught, before the process ends because of it. */
  onCrash(report: (error: unknown) => void): void
}

/** Writes and waits: the process ends when the command does, and a pipe takes a long text in several parts. */
export const print = (output: Output, text: string): Promise<void> =>
  new Promise((resolve) => {
    output.write(text, resolve)
  })

/** A command cannot do its work for a reason that one line explains. */
export class CommandError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'CommandError'
  }
}
