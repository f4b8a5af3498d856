import { chmod, mkdir, open, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { systemErrorCode } from './system-error.ts'

/** For its owner alone. */
export const PRIVATE_FILE = 0o600
const PRIVATE_FOLDER = 0o700

const OF_OTHERS = 0o077

/**
 * Creates a folder, with those above it, that other users cannot enter; an existing one stays as it is. (Node's own
 * `recursive` never ends where a file system has folders but creates none, such as `/proc`.)
 */
export const makePrivateFolder = async (path: string): Promise<void> => {
  if (await makeFolder(path)) return
  await makePrivateFolder(dirname(path))
  if (!(await makeFolder(path))) await stat(path)
}

/** `false` when the folder above it is missing. */
const makeFolder = async (path: string): Promise<boolean> => {
  try {
    await mkdir(path, { mode: PRIVATE_FOLDER })
    return true
  } catch (error) {
    const code = systemErrorCode(error)
    if (code === 'ENOENT' && dirname(path) !== path) return false
    // Some systems answer EACCES or EROFS for a folder that is there.
    if (await isFolder(path)) return true
    throw error
  }
}

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  )

/** Creates an empty file that other users cannot read, unless there is a file already. */
export const makePrivateFile = async (path: string): Promise<void> => {
  const file = await open(path, 'a', PRIVATE_FILE)
  await file.close()
}

/** Takes the rights of other users to a file away, if it exists and belongs to this user. */
export const makePrivate = async (path: string): Promise<void> => {
  try {
    const { mode } = await stat(path)
    if ((mode & OF_OTHERS) !== 0) await chmod(path, mode & ~OF_OTHERS)
  } catch (error) {
    // EPERM: it belongs to another user, who decides.
    if (!['ENOENT', 'EPERM'].includes(systemErrorCode(error) ?? '')) throw error
  }
}
