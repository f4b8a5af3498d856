import { hash } from 'node:crypto'
import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { filePath } from '../../lib/system/file-url.ts'
import { makePrivateFolder, PRIVATE_FILE } from '../../lib/system/private-file.ts'
import { systemErrorCode } from '../../lib/system/system-error.ts'

/**
 * The file by which commands of the same user on the same machine call the server that holds the lease: it is readable
 * for that user alone, unlike a backup or copy of the database, which may get into other hands.
 */
export class OperatorTokenFile {
  readonly path: string

  /** @param url of the database: the file lies beside it, and for a remote one in the user's state folder */
  constructor(url: string) {
    const database = filePath(url)
    this.path = database === undefined ? remotePath(url) : `${database}.token`
  }

  /** Replaces the file of an earlier server. */
  async write(token: string): Promise<void> {
    await makePrivateFolder(dirname(this.path))
    const partial = `${this.path}.new`
    await rm(partial, { force: true })
    await writeFile(partial, token, { mode: PRIVATE_FILE, flag: 'wx' })
    await rename(partial, this.path)
  }

  /** `undefined` when no server has written the file, or this user may not read it. */
  async read(): Promise<string | undefined> {
    try {
      return await readFile(this.path, 'utf8')
    } catch (error) {
      if (systemErrorCode(error) === undefined) throw error
      return undefined
    }
  }

  /** Removes the file unless another server has replaced it. */
  async remove(token: string): Promise<void> {
    if ((await this.read()) === token) await rm(this.path, { force: true })
  }
}

const remotePath = (url: string): string =>
  join(homedir(), '.local/state/scriptd', `${hash('sha256', url).slice(0, 16)}.token`)
