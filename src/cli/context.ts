import type { LeaseOwner } from '../db/lease/owner.ts'
import type { Program } from '../lib/system/program.ts'
import type { Environment } from './environment.ts'

interface Output {
  /** Calls `done` when the text has left the process. */
  write(content: string | Uint8Array, done?: () => void): unknown
}

/** The file `.env` in the current folder. */
export interface EnvFile {
  /** Empty when there is no such file. */
  readonly text: string
  /** The system's code of the error that reading it has met. */
  readonly unreadable?: string
}

/** The process as commands see it. */
export interface CommandContext {
  /** The environment, and what the file `.env` adds to it. */
  readonly env: Environment
  /** The environment without what the file `.env` adds. */
  readonly processEnv: Environment
  readonly envFile: EnvFile
  readonly stdout: Output
  readonly stderr: Output
  /** Whether standard error is a terminal. */
  readonly isTerminal: boolean
  readonly nodeVersion: string
  /** Reads standard input to its end. */
  readInput(): Promise<Uint8Array>
  /** Standard input as it arrives. */
  openInput(): ReadableStream<Uint8Array>
  /** Asks a person at a terminal, without showing what is typed; `undefined` when there is no terminal. */
  askHidden(question: string): Promise<string | undefined>
  /** Identifies this process to others that use the same database. */
  readonly owner: LeaseOwner
  /** By which this process answers to the operator of this machine. */
  readonly operatorToken: string
  readonly self: Program
  /**
   * Handles SIGTERM and SIGINT: the first one aborts the returned signal, with its name as the reason; a second one ends
   * the process at once.
   */
  stopSignal(): AbortSignal
  /** Returns memory that only the start needed to the system; pauses for some 30 ms. */
  releaseMemory(): void
  /** Calls `toggle` on each signal that switches debug logging on or off. */
  onDebugSignal(toggle: () => void): void
  /** Sets the function that reports an uncaught error before the process exits because of it. */
  onCrash(report: (error: unknown) => void): void
}

/** Writes and waits for it: the process exits after the command, but a pipe takes long text in several parts. */
export const print = (output: Output, content: string | Uint8Array): Promise<void> =>
  new Promise((resolve) => {
    output.write(content, resolve)
  })

export const EXIT_FAILED = 1
/** The command line or the configuration is not valid. */
export const EXIT_USAGE = 2
/** No scriptd server answers at the address. */
export const EXIT_UNREACHABLE = 3
/** The API key is missing, not valid, or lacks a scope. */
export const EXIT_DENIED = 4

interface CommandErrorOptions extends ErrorOptions {
  readonly exitCode?: number | undefined
}

/** An expected failure of a command; the message is printed as it is. */
export class CommandError extends Error {
  readonly exitCode: number

  constructor(message: string, { exitCode = EXIT_FAILED, ...options }: CommandErrorOptions = {}) {
    super(message, options)
    this.name = 'CommandError'
    this.exitCode = exitCode
  }
}
