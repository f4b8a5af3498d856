import { getAsset } from 'node:sea'
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

/** The asset with a package. */
export const packageAsset = (name: string): string => `${name}.js`

/** Wraps a bundle in the format `cjs`, which esbuild writes in ASCII, into a function. */
export const toScript = (bundle: string): string =>
  // A line for the shell is valid only at the start of a file.
  `(function (require, module, exports, __filename) {${bundle.replace(/^#!.*\n/, '')}\n})`

const run = (script: Script): unknown => {
  const call: ScriptFunction = script.runInThisContext()
  const module = { exports: {} }
  call(requireHere, module, module.exports, process.execPath)
  return module.exports
}

const loadPackage = (name: string): unknown => {
  const filename = packageAsset(name)
  return run(new Script(getAsset(filename, 'utf8'), { filename }))
}

const packages = new Map<string, unknown>()

const requireHere: Require = (name) => {
  const found = process.getBuiltinModule(name) ?? packages.get(name) ?? loadPackage(name)
  packages.set(name, found)
  return found
}

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
