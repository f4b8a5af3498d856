import type { Config } from '../../config/config.ts'
import type { Clock } from '../../lib/time/clock.ts'
import type { Logger } from '../../logging/logger.ts'
import type { SettingsStore } from './ports.ts'
import { folderRoutes } from './routes.ts'
import { FolderService } from './service.ts'
import { StoredFiles } from './stored/stored-files.ts'
import { Workspace } from './workspace.ts'

export interface FoldersOptions {
  readonly config: Config['workspace']
  readonly settings: SettingsStore
  readonly clock: Clock
  readonly logger: Logger
}

/** The workspace must be opened before it is used. */
export const composeFolders = ({ config, settings, clock, logger }: FoldersOptions) => {
  const workspace = new Workspace({
    root: config.dir,
    fileMaxBytes: config.fileMaxBytes,
    quotaBytes: config.quotaBytes,
    clock,
  })
  const service = new FolderService({ workspace, settings, clock, logger })
  return {
    workspace,
    files: new StoredFiles(workspace),
    service,
    routes: [['/api', folderRoutes(service)]] as const,
  }
}
