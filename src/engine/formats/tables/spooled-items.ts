import { randomUUID } from 'node:crypto'
import { constants } from 'node:fs'
import { type FileHandle, open, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { jsonPieces } from '../../../lib/json/json-pieces.ts'
import { makePrivateFolder, PRIVATE_FILE } from '../../../lib/system/private-file.ts'

const BLOCK_CHARACTERS = 256 * 1024
/** How long the event loop may be held at a time. */
const SLICE_MS = 5

const NEW_FILE = constants.O_CREAT | constants.O_EXCL | constants.O_RDWR

/**
 * The items of a list as lines of JSON in a file without a name, from which a thread reads them: as text in memory they
 * would take as much again. To be closed by the caller.
 */
export const spoolItems = async (
  items: Iterable<unknown>,
  folder: string,
  signal: AbortSignal,
): Promise<FileHandle> => {
  const file = await openUnnamed(folder)
  try {
    for await (const block of blocksOf(items, signal)) await file.appendFile(block)
    return file
  } catch (error) {
    await file.close()
    throw error
  }
}

const openUnnamed = async (folder: string): Promise<FileHandle> => {
  await makePrivateFolder(folder)
  const path = join(folder, randomUUID())
  const file = await open(path, NEW_FILE, PRIVATE_FILE)
  await unlink(path)
  return file
}

async function* blocksOf(items: Iterable<unknown>, signal: AbortSignal): AsyncGenerator<string> {
  let block = ''
  let since = performance.now()
  for (const item of items) {
    for (const piece of jsonPieces(item ?? null)) {
      block += piece
      if (block.length < BLOCK_CHARACTERS && performance.now() - since < SLICE_MS) continue
      yield block
      block = ''
      await nextTurn()
      signal.throwIfAborted()
      since = performance.now()
    }
    block += '\n'
  }
  yield block
}
