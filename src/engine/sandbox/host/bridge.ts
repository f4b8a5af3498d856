import type { Lifetime, QuickJSContext, QuickJSHandle } from 'quickjs-emscripten-core'
import { operations } from './operations.ts'
import type { HostOperation, HostOperations } from './types.ts'

/** The interpreter does not check whether there is room for a text that it is given; a short one does no harm. */
const SMALL_BYTES = 1000
/** Characters of JSON that an operation takes. */
const MAX_ARGUMENT = 32_000_000
const MAX_MESSAGE = 500

/** Begins the names of the guest's own sources, which nobody wants to see in stacks. */
export const INTERNAL = 'scriptd:'

export interface BridgeOptions {
  readonly context: QuickJSContext
  readonly log: HostOperation
  /** The source texts of what can be loaded, by name. */
  readonly parts: ReadonlyMap<string, string>
}

/** The way between the host and one context of the interpreter. Nothing but JSON text and copies of bytes crosses it. */
export class Bridge {
  readonly #context: QuickJSContext
  readonly #parts: ReadonlyMap<string, string>
  readonly #operations: HostOperations
  #reserve: QuickJSHandle | undefined

  constructor({ context, log, parts }: BridgeOptions) {
    this.#context = context
    this.#parts = parts
    this.#operations = { ...operations, log }
  }

  /** @param reserve the guest's function that throws when there is no room for so many bytes */
  useReserve(reserve: QuickJSHandle) {
    this.#reserve = reserve
  }

  [Symbol.dispose]() {
    this.#reserve?.dispose()
  }

  /** The function that does operations for the guest. */
  hostFunction(): QuickJSHandle {
    const context = this.#context
    return context.newFunction('host', (operation, argument, ...buffers) => {
      const name = operation ? context.getString(operation) : ''
      const text = argument ? context.getString(argument) : ''
      if (name === 'load') return this.#load(text)
      const answer = this.#answer(name, text, buffers)
      return answer instanceof Uint8Array ? this.newBytes(answer) : this.newText(JSON.stringify(answer))
    })
  }

  /** @throws an error for which `isOutOfMemory` */
  newText(text: string): QuickJSHandle {
    this.#checkRoom(Buffer.byteLength(text) + 1)
    return this.#context.newString(text)
  }

  newBytes(bytes: Uint8Array): QuickJSHandle {
    this.#checkRoom(bytes.byteLength)
    return this.#context.newArrayBuffer(new Uint8Array(bytes).buffer)
  }

  #checkRoom(bytes: number) {
    if (bytes <= SMALL_BYTES || !this.#reserve) return
    using size = this.#context.newNumber(bytes)
    using result = this.#context.callFunction(this.#reserve, this.#context.undefined, size)
    if (result.error) throw outOfMemory()
  }

  #copyOf(buffer: QuickJSHandle): Lifetime<Uint8Array> {
    try {
      return this.#context.getArrayBuffer(buffer)
    } catch {
      // The only reason, as the guest hands over nothing but buffers.
      throw outOfMemory()
    }
  }

  #load(name: string): QuickJSHandle {
    const source = this.#parts.get(name)
    if (source === undefined) throw new TypeError('there is no such part')
    const result = this.#context.evalCode(`(${source})`, INTERNAL + name, { strict: true })
    return this.#context.unwrapResult(result)
  }

  #answer(name: string, argument: string, buffers: readonly QuickJSHandle[]): unknown {
    const operation = Object.hasOwn(this.#operations, name) ? this.#operations[name] : undefined
    const opened: Lifetime<Uint8Array>[] = []
    try {
      for (const buffer of buffers) opened.push(this.#copyOf(buffer))
      if (!operation) throw new TypeError('there is no such operation')
      if (argument.length > MAX_ARGUMENT) throw new RangeError('the argument is too long')
      const value = operation(
        JSON.parse(argument),
        opened.map((bytes) => bytes.value),
      )
      return value instanceof Uint8Array ? value : { value }
    } catch (thrown) {
      if (isOutOfMemory(thrown)) throw thrown
      const { name: kind, message } = thrown instanceof Error ? thrown : new Error(String(thrown))
      return { error: { name: kind, message: message.slice(0, MAX_MESSAGE) } }
    } finally {
      for (const bytes of opened) bytes.dispose()
    }
  }
}

/** As the interpreter's own error, which the code can catch. */
const outOfMemory = () => Object.assign(new Error('out of memory'), { name: 'InternalError' })

export const isOutOfMemory = (thrown: unknown): boolean =>
  thrown instanceof Error && thrown.name === 'InternalError'
