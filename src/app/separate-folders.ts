import { realpath } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { type Config, ConfigError, type ConfigProblem } from '../config/config.ts'
import { filePath } from '../lib/system/file-url.ts'
import { namesBelow } from '../lib/system/paths.ts'
import { systemErrorCode } from '../lib/system/system-error.ts'

/**
 * Refuses a workspace through which scripts, and those who may write them, could reach the database, its log, the
 * operator's token, the backups or the tables of other executions.
 * @throws ConfigError
 */
export const assertSeparateFolders = async (config: Config): Promise<void> => {
  const { workspace, database, backup, tables } = config
  const path = filePath(database.url)
  const scripts = await realPath(workspace.dir)
  const own = path === undefined ? undefined : dirname(await realPath(path))
  const problems: ConfigProblem[] = []
  if (own !== undefined && (isBelow(scripts, own) || isBelow(own, scripts))) {
    const message = `must neither contain the folder of the database (DATABASE_URL), ${own}, nor be inside it: ${scripts}`
    problems.push({ name: 'WORKSPACE_DIR', message })
  }
  const folders = { ...(path !== undefined && { BACKUP_DIR: backup.dir }), TABLE_DIR: tables.dir }
  for (const [name, dir] of Object.entries(folders)) {
    const folder = dir === undefined ? undefined : await realPath(dir)
    if (folder !== undefined && isBelow(scripts, folder)) {
      problems.push({ name, message: `must not be inside WORKSPACE_DIR, ${scripts}: ${folder}` })
    }
  }
  if (problems.length > 0) throw new ConfigError(problems)
}

const isBelow = (folder: string, path: string): boolean => namesBelow([folder], path) !== undefined

/**
 * The path with its links resolved, as far as it exists. Links that cannot be followed are reported when the path is
 * opened.
 */
const realPath = async (path: string): Promise<string> => {
  const absolute = resolve(path)
  try {
    return await realpath(absolute)
  } catch (error) {
    if (systemErrorCode(error) !== 'ENOENT' || dirname(absolute) === absolute) return absolute
    return resolve(await realPath(dirname(absolute)), absolute.slice(dirname(absolute).length + 1))
  }
}
