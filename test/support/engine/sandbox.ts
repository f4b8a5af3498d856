import { readPackageFile } from '../../../src/app/assets.ts'
import { createSandbox, type SandboxOptions } from '../../../src/engine/sandbox/sandbox.ts'

/** A sandbox with the interpreter that the program comes with, and all the time that a slow machine needs. */
export const createTestSandbox = (options: Omit<SandboxOptions, 'loadWasm'>) =>
  createSandbox({ timeoutMs: 60_000, ...options, loadWasm: () => readPackageFile('quickjs.wasm') })
