import build from '@jitl/quickjs-wasmfile-release-sync'
import { newQuickJSWASMModuleFromVariant, newVariant } from 'quickjs-emscripten-core'
import { NodeError } from '../errors.ts'
import { type CreateHandler, serveTasks } from '../workers/serve-tasks.ts'
import { memoryFailure, packFailure } from './failure.ts'
import { isOutOfMemory } from './host/bridge.ts'
import { createLog } from './host/log.ts'
import type { SandboxLimits, SandboxReply, SandboxTask } from './protocol.ts'
import { type Machine, runTask } from './run.ts'

const PAGE_BYTES = 64 * 1024
/** The least the interpreter can be started with. */
const INITIAL_PAGES = 256
/** It asks for five hundredths more at least, and fails when that is too much. */
const GROWTH = 1.05
const MIN_PAGES = Math.ceil(INITIAL_PAGES * GROWTH) + 1
/** The interpreter's own stack and tables, which come on top of what the code may hold. */
const OWN_BYTES = 6 * 1024 * 1024

/**
 * The interpreter's own memory limit counts nothing in this build, so the bound is that of the WASM memory.
 * A machine is used again only after a run that went well and did not grow it: neither broken state nor
 * memory that is never given back survives a script.
 */
const createRunner: CreateHandler<SandboxLimits, SandboxTask, SandboxReply> = (limits, controls) => {
  let spare: Machine | undefined

  return async (task) => {
    const machine = spare ?? (await boot(task.wasm, limits))
    spare = undefined
    const { lines: logs, log } = createLog(limits.logBytes)
    try {
      const json = runTask(machine, { task, limits, controls, log })
      if (!machine.grown()) spare = machine
      return { kind: 'result', json, logs }
    } catch (thrown) {
      return { kind: 'failure', failure: packFailure(failureOf(thrown, machine, limits)), logs }
    }
  }
}

const boot = async (wasm: WebAssembly.Module, limits: SandboxLimits): Promise<Machine> => {
  const maximum = Math.max(MIN_PAGES, Math.ceil((OWN_BYTES + limits.memoryBytes) / PAGE_BYTES))
  const memory = new WebAssembly.Memory({ initial: INITIAL_PAGES, maximum })
  const emscriptenModule = { wasmMemory: memory, print: () => {}, printErr: () => {} }
  const quickjs = await newQuickJSWASMModuleFromVariant(
    newVariant(variantOf(build), { wasmModule: wasm, emscriptenModule }),
  )
  const pages = () => memory.buffer.byteLength / PAGE_BYTES
  return { quickjs, grown: () => pages() > INITIAL_PAGES, exhausted: () => pages() * GROWTH > maximum }
}

/** The package's types are those of its CommonJS build; imported, its default export is the variant itself. */
const variantOf = (imported: typeof build) => imported as unknown as typeof build.default

const failureOf = (thrown: unknown, { exhausted }: Machine, { memoryBytes }: SandboxLimits): NodeError => {
  if (thrown instanceof NodeError) return thrown
  // With no room left even for an error object the interpreter fails in ways that name no cause.
  if (exhausted() || isOutOfMemory(thrown)) return memoryFailure(memoryBytes)
  const reason = thrown instanceof RangeError ? 'is nested too deeply' : 'ended the interpreter'
  return new NodeError('CODE_ERROR', `The code ${reason}.`, { retryable: false })
}

serveTasks(createRunner)
