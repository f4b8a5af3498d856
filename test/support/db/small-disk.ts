import { execFile } from 'node:child_process'
import { appendFile, mkdtemp, rm, rmdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { promisify } from 'node:util'
import { systemErrorCode } from '../../../src/lib/system/system-error.ts'

const run = promisify(execFile)

/** A disk of its own of a few megabytes; `undefined` where this user cannot mount one. */
export const mountSmallDisk = async (t: TestContext) => {
  const folder = await mkdtemp(join(tmpdir(), 'disk-'))
  const isMounted = await run('mount', ['-t', 'tmpfs', '-o', 'size=3m', 'tmpfs', folder]).then(
    () => true,
    () => false,
  )
  t.after(async () => {
    if (isMounted) await run('umount', ['--lazy', folder])
    await rmdir(folder)
  })
  if (!isMounted) return undefined
  const filler = join(folder, 'filler')
  return { folder, fill: () => fill(filler), clear: () => rm(filler) }
}

const fill = async (path: string): Promise<void> => {
  try {
    for (;;) await appendFile(path, Buffer.alloc(4096))
  } catch (error) {
    if (systemErrorCode(error) !== 'ENOSPC') throw error
  }
}
