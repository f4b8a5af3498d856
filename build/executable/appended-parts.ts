import { appendFileSync, closeSync, fstatSync, openSync, readSync, statSync, writeFileSync } from 'node:fs'

// An executable ends with its parts, an index of them as JSON, and the length of that index.
type PartIndex = Readonly<Record<string, readonly [start: number, bytes: number]>>

const LENGTH_BYTES = 4

/**
 * Appends content that the program reads once and as a whole. As assets they would be in memory twice: the
 * executable's file is mapped into the process, and pages once read stay resident beside the copy.
 */
export const appendParts = (executable: string, parts: Readonly<Record<string, Uint8Array>>): void => {
  const index: Record<string, PartIndex[string]> = {}
  let end = statSync(executable).size
  for (const [name, content] of Object.entries(parts)) {
    index[name] = [end, content.length]
    end += content.length
  }
  const indexText = Buffer.from(JSON.stringify(index))
  const length = Buffer.alloc(LENGTH_BYTES)
  length.writeUInt32LE(indexText.length)
  for (const content of [...Object.values(parts), indexText, length]) appendFileSync(executable, content)
}

const read = (file: number, start: number, bytes: number): Buffer => {
  const content = Buffer.allocUnsafeSlow(bytes)
  readSync(file, content, 0, bytes, start)
  return content
}

const readIndex = (file: number): PartIndex => {
  const end = fstatSync(file).size - LENGTH_BYTES
  const length = read(file, end, LENGTH_BYTES).readUInt32LE()
  return JSON.parse(read(file, end - length, length).toString())
}

const withPart = <T>(name: string, use: (file: number, part?: PartIndex[string]) => T): T => {
  const file = openSync(process.execPath, 'r')
  try {
    return use(file, readIndex(file)[name])
  } finally {
    closeSync(file)
  }
}

const missing = (name: string) => new Error(`the executable has no part ${name}`)

/** Reads a part of the running executable, if it has it. */
export const findPart = (name: string): Buffer | undefined =>
  withPart(name, (file, part) => part && read(file, ...part))

/** Reads a part that the running executable must have. */
export const readPart = (name: string): Buffer => {
  const part = findPart(name)
  if (!part) throw missing(name)
  return part
}

// The system caches one large write in large blocks, and maps whole blocks of a shared library.
const PIECE_BYTES = 64 * 1024

/** Writes a part to a new file in small pieces, so that the system can load only those it needs. */
export const extractPart = (name: string, path: string): void =>
  withPart(name, (file, part) => {
    if (!part) throw missing(name)
    const [start, bytes] = part
    const piece = Buffer.allocUnsafe(PIECE_BYTES)
    const copy = openSync(path, 'wx', 0o700)
    try {
      for (let done = 0; done < bytes; done += PIECE_BYTES) {
        const length = Math.min(PIECE_BYTES, bytes - done)
        readSync(file, piece, 0, length, start + done)
        writeFileSync(copy, piece.subarray(0, length))
      }
    } finally {
      closeSync(copy)
    }
  })
