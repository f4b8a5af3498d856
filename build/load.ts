import { getAsset } from 'node:sea'
import { Script } from 'node:vm'
import { findPart, readPart } from './own-parts.ts'

type Require = (name: string) => unknown
type Body = (require: Require, module: { exports: unknown }, exports: unknown, filename: string) => void

/** The part with the program. */
export const PROGRAM = 'program.js'
/** The part with the code that V8 has made of it. */
export const COMPILED = 'program.compiled'

/** The asset with a package. */
export const packageAsset = (name: string): string => `${name}.js`

/** What can be run here of a bundle in the format `cjs`, which esbuild writes in ASCII. */
export const toScript = (bundle: string): string =>
  // Nothing may stand in front of a line for the shell, and here it serves nobody.
  `(function (require, module, exports, __filename) {${bundle.replace(/^#!.*\n/, '')}\n})`

const run = (script: Script): unknown => {
  const body: Body = script.runInThisContext()
  const module = { exports: {} }
  body(requireHere, module, module.exports, process.execPath)
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

/** Runs the program; what is returned knows which of its code was compiled. */
export const start = (): Script => {
  const cachedData = findPart(COMPILED)
  const program = new Script(readPart(PROGRAM).toString('latin1'), {
    filename: PROGRAM,
    ...(cachedData && { cachedData }),
  })
  if (program.cachedDataRejected) process.emitWarning('options of V8 keep compiled code from being used')
  run(program)
  return program
}
