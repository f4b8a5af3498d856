import { access, constants } from 'node:fs/promises'
import { resolve } from 'node:path'
import { type Config, ConfigError } from '../config/config.ts'
import { backupFolder } from '../features/backups/compose.ts'
import { makePrivateFolder } from '../lib/system/private-file.ts'
import { systemErrorCode } from '../lib/system/system-error.ts'

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'this user may not use it',
  EPERM: 'this user may not use it',
  EROFS: 'its file system is read-only',
  ENOSPC: 'its file system is full',
  ENOENT: 'it cannot be created',
  ENOTDIR: 'it, or a part of its path, is not a folder',
  EEXIST: 'it, or a part of its path, is not a folder',
  ELOOP: 'its links lead in a circle',
  ENAMETOOLONG: 'its path is too long',
}

const { R_OK, W_OK, X_OK } = constants

/** Creates the folder of the workspace if it is missing. @throws ConfigError when it cannot be used */
export const openWorkspaceFolder = ({ workspace }: Config): Promise<void> =>
  openFolder('WORKSPACE_DIR', workspace.dir, R_OK | X_OK)

/** Creates the folder of scheduled backups, if there are any. @throws ConfigError when it cannot be used */
export const openBackupFolder = async (config: Config): Promise<void> => {
  const folder = backupFolder(config)
  if (folder !== undefined) await openFolder('BACKUP_DIR', folder, R_OK | W_OK | X_OK)
}

/** Creates the folder of tables, if one is set. @throws ConfigError when it cannot be used */
export const openTableFolder = async ({ tables }: Config): Promise<void> => {
  if (tables.dir !== undefined) await openFolder('TABLE_DIR', tables.dir, R_OK | W_OK | X_OK)
}

const openFolder = async (name: string, path: string, rights: number): Promise<void> => {
  const folder = resolve(path)
  try {
    await makePrivateFolder(folder)
    await access(folder, rights)
  } catch (error) {
    const code = systemErrorCode(error)
    if (code === undefined) throw error
    throw new ConfigError([{ name, message: `cannot be used: ${folder}: ${reasons[code] ?? code}` }])
  }
}
