import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import type { TestContext } from 'node:test'
import { PATIENT_ENV } from '../time/patient-env.ts'

export const MAIN = join(import.meta.dirname, '../../../src/main.ts')

// Starting the program takes half the time when it is compiled already.
export const COMPILED = join(import.meta.dirname, '../../../node_modules/.cache/compiled')

/** What a process of the program, or of a part of it, is started with before the file. */
export const NODE_ARGS = ['--import', join(import.meta.dirname, '../loading/quick-loading.js')]

// Coverage is of the sources; a process writes its part of it there, when it is measured.
const { NODE_V8_COVERAGE, BUNDLED_PROGRAM } = process.env
const coverage = NODE_V8_COVERAGE === undefined ? { NODE_COMPILE_CACHE: COMPILED } : { NODE_V8_COVERAGE }

/** The arguments of Node that run a file of ours: as `npm test` has bundled it, in a third of the time, or itself. */
export const nodeArgs = (file: string): readonly string[] =>
  BUNDLED_PROGRAM === undefined
    ? [...NODE_ARGS, file]
    : [join(import.meta.dirname, '../../..', BUNDLED_PROGRAM, `${basename(file, '.ts')}.js`)]

export interface CommandOptions {
  readonly args: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  readonly cwd?: string
}

/** A folder that is gone when the test has ended. */
export const createFolder = async (t: TestContext): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'command-'))
  t.after(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }))
  return folder
}

/** Starts the program in an empty folder, with no environment but the given one and patient time limits. */
export const startCommand = async (t: TestContext, { args, env = {}, cwd }: CommandOptions) => {
  const child = spawn(process.execPath, [...nodeArgs(MAIN), ...args], {
    cwd: cwd ?? (await createFolder(t)),
    env: { ...coverage, ...PATIENT_ENV, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  t.after(() => child.kill('SIGKILL'))
  return child
}

/** Runs the program to its end. */
export const runCommand = async (t: TestContext, options: CommandOptions) => {
  const child = await startCommand(t, options)
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit'),
  ])
  return { stdout, stderr, code }
}

/** The log lines of a running program, read one by one. */
export const readLog = ({ stdout }: ChildProcess) => {
  if (!stdout) throw new Error('the standard output is not piped')
  const lines = createInterface({ input: stdout })[Symbol.asyncIterator]()
  return {
    /** Skips to the next line with this message. */
    until: async (message: string): Promise<Readonly<Record<string, unknown>>> => {
      for (;;) {
        const { value, done } = await lines.next()
        if (done) throw new Error(`the log ended without "${message}"`)
        const line = JSON.parse(value)
        if (line.msg === message) return line
      }
    },
  }
}
