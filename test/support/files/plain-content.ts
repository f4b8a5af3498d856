import { readSync, writeSync } from 'node:fs'
import type { FileWriteMode } from '../../../src/engine/file-format.ts'
import type { FileStore } from '../../../src/engine/ports.ts'

const { signal } = new AbortController()

/** The text of a file in a store, without a format. */
export const readText = (files: FileStore, path: string, aborted = signal): Promise<string> =>
  files.read(path, aborted, async ({ descriptor, limit }) => {
    const bytes = Buffer.alloc(limit.bytes)
    return bytes.toString('utf8', 0, readSync(descriptor, bytes, 0, bytes.length, 0))
  })

export interface TextWrite {
  readonly path: string
  readonly content: string
  readonly mode: FileWriteMode
}

/** Writes text to a file of a store, without a format. */
export const writeText = (files: FileStore, { path, content, mode }: TextWrite, aborted = signal) =>
  files.write({ path, mode }, aborted, async ({ descriptor }) => {
    if (content !== '') writeSync(descriptor, content)
  })
