import { appendFileSync, closeSync, fstatSync, openSync, readSync, statSync, writeFileSync } from 'node:fs'

// An executable ends with its parts, a list of where each of them is, as JSON, and the length of that list.
type Places = Readonly<Record<string, readonly [start: number, bytes: number]>>

const LENGTH_BYTES = 4

/**
 * Adds what the program reads once and as a whole. Of an asset it would keep two copies: the file of an
 * executable is mapped into the process, and what was read of it there stays.
 */
export const appendParts = (executable: string, parts: Readonly<Record<string, Uint8Array>>): void => {
  const places: Record<string, Places[string]> = {}
  let end = statSync(executable).size
  for (const [name, content] of Object.entries(parts)) {
    places[name] = [end, content.length]
    end += content.length
  }
  const list = Buffer.from(JSON.stringify(places))
  const length = Buffer.alloc(LENGTH_BYTES)
  length.writeUInt32LE(list.length)
  for (const content of [...Object.values(parts), list, length]) appendFileSync(executable, content)
}

const read = (file: number, start: number, bytes: number): Buffer => {
  const content = Buffer.allocUnsafeSlow(bytes)
  readSync(file, content, 0, bytes, start)
  return content
}

const readPlaces = (file: number): Places => {
  const end = fstatSync(file).size - LENGTH_BYTES
  const length = read(file, end, LENGTH_BYTES).readUInt32LE()
  return JSON.parse(read(file, end - length, length).toString())
}

const withPlace = <T>(name: string, use: (file: number, place?: Places[string]) => T): T => {
  const file = openSync(process.execPath, 'r')
  try {
    return use(file, readPlaces(file)[name])
  } finally {
    closeSync(file)
  }
}

const missing = (name: string) => new Error(`${name} is not in the executable`)

/** A part of the executable that runs, where it has it. */
export const findPart = (name: string): Buffer | undefined =>
  withPlace(name, (file, place) => place && read(file, ...place))

/** A part that the executable must have. */
export const readPart = (name: string): Buffer => {
  const part = findPart(name)
  if (!part) throw missing(name)
  return part
}

// What is written in one go the system keeps in large blocks, and of a shared library it maps whole blocks.
const PIECE = 64 * 1024

/** Writes a part to a new file, of which the system can load what is needed. */
export const extractPart = (name: string, path: string): void =>
  withPlace(name, (file, place) => {
    if (!place) throw missing(name)
    const [start, bytes] = place
    const piece = Buffer.allocUnsafe(PIECE)
    const copy = openSync(path, 'wx', 0o700)
    try {
      for (let done = 0; done < bytes; done += PIECE) {
        const length = Math.min(PIECE, bytes - done)
        readSync(file, piece, 0, length, start + done)
        writeFileSync(copy, piece.subarray(0, length))
      }
    } finally {
      closeSync(copy)
    }
  })
