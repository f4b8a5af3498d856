import { isRecord } from './is-record.ts'

/**
 * Plain JSON in parts, so that a thread that takes it apart or puts it together can pause in between. Each part is the
 * JSON text of a list of steps:
 * - `[]` and `{}` open a list or an object, and `[0, 0]` closes it;
 * - `[value]` is a small list or object as it is;
 * - `[text, 0, 0]` is a piece of a long text, which goes on with the next step;
 * - anything else is a value, or the name of the next field.
 */
const OPEN_LIST = '[]'
const OPEN_OBJECT = '{}'
const CLOSE = '[0,0]'

const PART_CHARACTERS = 32 * 1024
const NONE: readonly string[] = []
const QUOTES = 2
const SMALL_ENTRIES = 64
const SMALL_TEXT = 1024

/** A list or an object with some of its entries written. */
interface Frame {
  /** Missing for a list. */
  readonly names: readonly string[] | undefined
  readonly value: readonly unknown[] | Readonly<Record<string, unknown>>
  readonly length: number
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
    yield* this.#write(value, frames)
    for (let frame = frames.at(-1); frame; frame = frames.at(-1)) {
      if (frame.next < frame.length) {
        yield* this.#entry(frame, frames)
      } else {
        frames.pop()
        this.close()
      }
    }
  }

  /** What was written since the last part. */
  take(): string {
    const part = `[${this.#steps.join(',')}]`
    this.#steps = []
    this.#characters = 0
    return part
  }

  #entry(frame: Frame, frames: Frame[]): Iterable<string> {
    const { names, value } = frame
    const index = frame.next++
    if (Array.isArray(value)) return this.#write(value[index], frames)
    const name = names?.[index] ?? ''
    const field: unknown = Object(value)[name]
    if (field === undefined) return NONE
    this.#scalar(name)
    return this.#write(field, frames)
  }

  #write(value: unknown, frames: Frame[]): Iterable<string> {
    if (typeof value === 'string' && value.length > PART_CHARACTERS) return this.#longText(value)
    if (Array.isArray(value)) this.#composite(value, undefined, frames)
    else if (isRecord(value)) this.#composite(value, Object.keys(value), frames)
    else this.#scalar(value)
    return this.#characters >= PART_CHARACTERS ? [this.take()] : NONE
  }

  *#longText(text: string): Generator<string> {
    for (let from = 0; from < text.length; from += PART_CHARACTERS) {
      // Half of a surrogate pair is escaped by itself, so that a cut between them does no harm.
      const piece = JSON.stringify(text.slice(from, from + PART_CHARACTERS))
      this.#step(`[${piece},0,0]`, Buffer.byteLength(piece) - QUOTES)
      yield this.take()
    }
    this.#scalar('')
  }

  #composite(value: Frame['value'], names: readonly string[] | undefined, frames: Frame[]) {
    const length = Array.isArray(value) ? value.length : (names?.length ?? 0)
    if (length <= SMALL_ENTRIES && isSmall(Object.values(value)) && (names === undefined || isSmall(names))) {
      const text = JSON.stringify(value)
      this.#step(`[${text}]`, Buffer.byteLength(text) + 1)
      return
    }
    // One byte for each entry's comma, or colon and comma, is counted with the entry; the last one has no comma.
    this.#step(names ? OPEN_OBJECT : OPEN_LIST, 2)
    frames.push({ names, value, length, next: 0 })
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
  values.every((value) =>
    typeof value === 'string' ? value.length <= SMALL_TEXT : typeof value !== 'object' || value === null,
  )

/** Puts a value together again from its parts. */
export class JsonPartsReader {
  #value: unknown
  readonly #open: (unknown[] | Record<string, unknown>)[] = []
  #name: string | undefined
  #pieces: string[] = []

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
      else if (step.length === 3) this.#pieces.push(String(step[0]))
      else this.#enter(step)
    } else if (isRecord(step)) {
      this.#enter(step)
    } else {
      this.#put(this.#pieces.length > 0 ? this.#wholeText(step) : step)
    }
  }

  #wholeText(last: unknown): string {
    const text = this.#pieces.join('') + String(last)
    this.#pieces = []
    return text
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
