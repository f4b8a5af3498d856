import type { Config } from '../../config/config.ts'
import { createQueries } from '../../engine/tables/query/queries.ts'
import { TableFolder, temporaryFolder } from '../../engine/tables/table-folder.ts'
import { filePath } from '../../lib/system/file-url.ts'
import type { AppContext } from '../context.ts'

/** The folder of tables; `undefined` when there is none for a remote database. */
export const tableFolderOf = ({
  tables,
  database,
}: Pick<Config, 'tables' | 'database'>): string | undefined => {
  const path = filePath(database.url)
  return tables.dir ?? (path === undefined ? undefined : `${path}-tables`)
}

/** What keeps the tables of executions, and what queries them. */
export const composeTables = ({ config, clock, resources }: AppContext) => {
  const folder = tableFolderOf(config)
  const { query, ...limits } = config.tables
  const queries = createQueries({
    ...query,
    temporaryFolder: temporaryFolder({ folder }),
    queueLimit: config.engine.nodeQueueLimit,
  })
  resources.defer(() => queries.close())
  return {
    tables: new TableFolder({ ...limits, folder, clock, outputBytes: config.engine.nodeOutputBytes }),
    queries,
  }
}
