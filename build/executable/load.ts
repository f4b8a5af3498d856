import { Script } from 'node:vm'
import { findPart, readPart } from './appended-parts.ts'

type Require = (name: string) => unknown
type ScriptFunction = (
  require: Require,
  module: { exports: unknown },
  exports: unknown,
  filename: string,
) => void

/** The part with the program. */
export const PROGRAM = 'program.js'
/** The part with the code that V8 compiled from the program. */
export const COMPILED = 'program.compiled'

/** Wraps a bundle in the format `cjs`, which esbuild writes in ASCII, into a function. */
export const toScript = (bundle: string): string =>
  // A line for the shell is valid only at the start of a file.
  `(function (require, module, exports, __filename) {${bundle.replace(/^#!.*\n/, '')}\n})`

/** Runs what `toScript` has made. */
export const run = (script: Script): void => {
  const call: ScriptFunction = script.runInThisContext()
  const module = { exports: {} }
  call(requireHere, module, module.exports, process.execPath)
}

const requireHere: Require = (name) => process.getBuiltinModule(name)

/** Runs the program. The script returned can produce the code that V8 has compiled so far. */
export const start = (): Script => {
  const cachedData = findPart(COMPILED)
  const program = new Script(readPart(PROGRAM).toString('latin1'), {
    filename: PROGRAM,
    ...(cachedData && { cachedData }),
  })
  if (program.cachedDataRejected) process.emitWarning('options of V8 prevent the use of compiled code')
  run(program)
  return program
}
