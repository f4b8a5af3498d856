import { hostname } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { run } from '../../../src/cli/program.ts'
import type { LeaseOwner } from '../../../src/db/lease/owner.ts'
import { PATIENT_ENV } from '../time/patient-env.ts'
import { createFolder, MAIN } from './command.ts'

export interface CommandCall {
  readonly args: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  readonly input?: string | Uint8Array
  /** Stops the command as a signal to the process would. */
  readonly stop?: AbortSignal
  /** What a person types who is asked; without it there is no terminal to ask at. */
  readonly typed?: string
  /** Told of what is written to the standard error output, as a terminal would be. */
  readonly watch?: (text: string) => void
  /** Who runs it; by default the process that the tests run in. */
  readonly owner?: LeaseOwner
}

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

const self = { holder: { host: hostname(), pid: process.pid, id: 'test' }, isAlive }

/** Runs a command of the program in this process. */
export const callCommand = async (call: CommandCall) => {
  const { args, env = {}, input = '', stop = new AbortController().signal, watch, typed, owner = self } = call
  const written = { stdout: '', stderr: '' }
  const writer = (name: keyof typeof written) => ({
    write(content: string | Uint8Array, done?: () => void) {
      const text = typeof content === 'string' ? content : Buffer.from(content).toString()
      written[name] += text
      if (name === 'stderr') watch?.(text)
      done?.()
    },
  })
  const code = await run(args, {
    env: { ...PATIENT_ENV, ...env },
    processEnv: env,
    envFile: { text: '' },
    stdout: writer('stdout'),
    stderr: writer('stderr'),
    isTerminal: watch !== undefined,
    nodeVersion: process.versions.node,
    readInput: async () => Buffer.from(input),
    openInput: () => new Blob([Buffer.from(input)]).stream(),
    askHidden: async () => typed,
    owner,
    operatorToken: 'test',
    self: { command: process.execPath, args: [MAIN] },
    stopSignal: () => stop,
    onCrash: () => undefined,
    releaseMemory: () => undefined,
    onDebugSignal: () => undefined,
  })
  return { code, ...written }
}

/** A folder with a database and a workspace, neither of which is there yet, for commands that know of no others. */
export const createHome = async (t: TestContext) => {
  const folder = await createFolder(t)
  const env = {
    DATABASE_URL: `file:${join(folder, 'data/scriptd.db')}`,
    DATABASE_SYNCHRONOUS: 'OFF',
    WORKSPACE_DIR: join(folder, 'workspace'),
  }
  return {
    folder,
    env,
    database: join(folder, 'data/scriptd.db'),
    /** `await call(['run', '1'])` */
    call: (args: readonly string[], more: Omit<CommandCall, 'args'> = {}) =>
      callCommand({ ...more, args, env: { ...env, ...more.env } }),
  }
}

/** The same, for tests of what is written to standard error: a busy machine adds no warnings of slow requests to it. */
export const createQuietHome = async (t: TestContext) => {
  const { call, ...home } = await createHome(t)
  return {
    ...home,
    call: (args: readonly string[], more: Omit<CommandCall, 'args'> = {}) =>
      call(args, { ...more, env: { LOG_LEVEL: 'error', ...more.env } }),
  }
}
