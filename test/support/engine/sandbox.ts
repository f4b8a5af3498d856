import { readPackageFile } from '../../../src/app/assets.ts'
import { createSandbox, type SandboxOptions } from '../../../src/engine/sandbox/sandbox.ts'

/** A sandbox with the interpreter that the program comes with. */
export const createTestSandbox = (options: Omit<SandboxOptions, 'loadWasm'>) =>
  createSandbox({ ...options, loadWasm: () => readPackageFile('quickjs.wasm') })
