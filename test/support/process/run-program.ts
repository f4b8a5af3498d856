import { callCommand } from './command-line.ts'

export interface ProgramOptions {
  readonly env?: Readonly<Record<string, string>>
  readonly stopSignal?: AbortSignal
  /** Processes of the program's machine that live. */
  readonly alive?: readonly number[]
}

/** Runs the program within this process, on a machine of its own. */
export const runProgram = (args: readonly string[], { env, stopSignal, alive = [] }: ProgramOptions = {}) =>
  callCommand({
    args,
    owner: { holder: { host: 'here', pid: 1, id: 'a' }, isAlive: (pid) => alive.includes(pid) },
    ...(env && { env }),
    ...(stopSignal && { stop: stopSignal }),
  })
