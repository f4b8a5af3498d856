import { isRecord } from './is-record.ts'

/**
 * Plain JSON in parts, so that a thread that takes it apart or puts it together can pause in between. Each part is the
 * JSON text of a list of steps:
 * - `[]` and `{}` open a list or an object, and `[0, 0]` closes it;
 * - `[value]` is a small list or object as it is;
 * - anything else is a value, or the name of the next field.
 */
const OPEN_LIST = '[]'
const OPEN_OBJECT = '{}'
const CLOSE = '[0,0]'

const PART_CHARACTERS = 32 * 1024
const SMALL_ENTRIES = 64
const SMALL_TEXT = 1024

interface Frame {
  /** Missing for a list. */
  readonly names: readonly string[] | undefined
  readonly values: readonly unknown[]
  next: number
}

export class JsonPartsWriter {
  /** Bytes of the JSON text of everything that was written so far. */
  bytes = 0
  #steps: string[] = []
  #characters = 0

  openList() {
    this.#step(OPEN_LIST, 2)
  }

  close() {
    this.#step(CLOSE, 0)
  }

  /** Writes a value, for a list with the comma before the next one. Yields the parts that are full. */
  *value(value: unknown): Generator<string> {
    const frames: Frame[] = []
    this.#write(value, frames)
    for (let frame = frames.at(-1); frame; frame = frames.at(-1)) {
      if (frame.next === frame.values.length) {
        frames.pop()
        this.close()
      } else {
        const index = frame.next++
        const name = frame.names?.[index]
        if (name !== undefined) this.#scalar(name)
        this.#write(frame.values[index], frames)
      }
      if (this.#characters >= PART_CHARACTERS) yield this.take()
    }
    if (this.#characters >= PART_CHARACTERS) yield this.take()
  }

  /** What was written since the last part. */
  take(): string {
    const part = `[${this.#steps.join(',')}]`
    this.#steps = []
    this.#characters = 0
    return part
  }

  #write(value: unknown, frames: Frame[]) {
    if (Array.isArray(value)) {
      this.#composite(value, { names: undefined, values: value, next: 0 }, frames)
    } else if (isRecord(value)) {
      const names = Object.keys(value).filter((name) => value[name] !== undefined)
      this.#composite(value, { names, values: names.map((name) => value[name]), next: 0 }, frames)
    } else {
      this.#scalar(value)
    }
  }

  #composite(value: object, frame: Frame, frames: Frame[]) {
    const { names, values } = frame
    if (isSmall(values) && (names === undefined || isSmall(names))) {
      const text = JSON.stringify(value)
      this.#step(`[${text}]`, Buffer.byteLength(text) + 1)
      return
    }
    // One byte for each entry's comma, or colon and comma, is counted with the entry; the last one has no comma.
    this.#step(names ? OPEN_OBJECT : OPEN_LIST, values.length > 0 ? 2 : 3)
    frames.push(frame)
  }

  #scalar(value: unknown) {
    const text = JSON.stringify(value) ?? 'null'
    this.#step(text, Buffer.byteLength(text) + 1)
  }

  #step(step: string, bytes: number) {
    this.#steps.push(step)
    this.#characters += step.length + 1
    this.bytes += bytes
  }
}

const isSmall = (values: readonly unknown[]): boolean =>
  values.length <= SMALL_ENTRIES &&
  values.every((value) =>
    typeof value === 'string' ? value.length <= SMALL_TEXT : typeof value !== 'object' || value === null,
  )

/** Puts a value together again from its parts. */
export class JsonPartsReader {
  #value: unknown
  readonly #open: (unknown[] | Record<string, unknown>)[] = []
  #name: string | undefined

  /** The value, once all parts were added. */
  get value(): unknown {
    return this.#value
  }

  add(part: string) {
    const steps: unknown[] = JSON.parse(part)
    for (const step of steps) this.#take(step)
  }

  #take(step: unknown) {
    const parent = this.#open.at(-1)
    if (parent && !Array.isArray(parent) && this.#name === undefined && typeof step === 'string') {
      this.#name = step
    } else if (Array.isArray(step)) {
      if (step.length === 2) this.#open.pop()
      else if (step.length === 1) this.#put(step[0])
      else this.#enter(step)
    } else if (isRecord(step)) {
      this.#enter(step)
    } else {
      this.#put(step)
    }
  }

  #enter(composite: unknown[] | Record<string, unknown>) {
    this.#put(composite)
    this.#open.push(composite)
  }

  #put(value: unknown) {
    const parent = this.#open.at(-1)
    if (!parent) this.#value = value
    else if (Array.isArray(parent)) parent.push(value)
    else {
      setField(parent, this.#name ?? '', value)
      this.#name = undefined
    }
  }
}

/** Assigning to `__proto__` would change the object's prototype. */
const setField = (object: Record<string, unknown>, name: string, value: unknown) => {
  if (name !== '__proto__') object[name] = value
  else Object.defineProperty(object, name, { value, writable: true, enumerable: true, configurable: true })
}
