import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { createDatabases, type DatabasesOptions } from '../../../src/engine/databases/databases.ts'
import { createFormats, type FormatsOptions } from '../../../src/engine/formats/formats.ts'
import { databaseType } from '../../../src/engine/node-types/database.ts'
import { fileReadType } from '../../../src/engine/node-types/file-read.ts'
import { fileWriteType } from '../../../src/engine/node-types/file-write.ts'
import { sqlType } from '../../../src/engine/node-types/sql.ts'
import { guardAddresses } from '../../../src/engine/outbound/guard.ts'
import { createQueries, type QueriesOptions } from '../../../src/engine/tables/query/queries.ts'
import {
  TableFolder,
  type TableFolderOptions,
  temporaryFolder,
} from '../../../src/engine/tables/table-folder.ts'
import { Workspace, type WorkspaceOptions } from '../../../src/features/folders/workspace.ts'
import type { NodeRun } from '../engine/run/run-node.ts'
import { runTask } from '../engine/run/run-task.ts'
import { createFolder } from '../process/command.ts'

type Parameters = Readonly<Record<string, unknown>>
type TableOptions = Pick<TableFolderOptions, 'maxRows' | 'maxBytes' | 'quotaBytes'>
export type WorldOptions = Partial<WorkspaceOptions & FormatsOptions & TableOptions> & {
  /** Of tables. */
  readonly folder?: string
  readonly query?: Partial<QueriesOptions>
  readonly database?: Partial<DatabasesOptions> & { readonly allow?: readonly string[] }
}

/** A workspace in a temporary folder, and the nodes that work in it. */
export const fileWorld = async (t: TestContext, options: WorldOptions = {}) => {
  const root = options.root ?? (await createFolder(t))
  const files = new Workspace({
    fileMaxBytes: 100 * 1024 * 1024,
    quotaBytes: 0,
    clock: { now: () => Date.now() },
    ...options,
    root,
  })
  await files.open()
  const formats = createFormats({ outputBytes: 10 * 1024 * 1024, timeoutMs: 60_000, ...options })
  t.after(() => formats.close())
  const folder = options.folder ?? (await createFolder(t))
  const tables = new TableFolder({
    maxRows: 1_000_000,
    maxBytes: 100 * 1024 * 1024,
    quotaBytes: 0,
    outputBytes: 10 * 1024 * 1024,
    clock: { now: () => Date.now() },
    ...options,
    folder,
  })
  const queries = createQueries({
    timeoutMs: 60_000,
    memoryBytes: 256 * 1024 * 1024,
    temporaryFolder: temporaryFolder({ folder }),
    ...options.query,
  })
  t.after(() => queries.close())
  const databases = createDatabases({
    timeoutMs: 60_000,
    memoryBytes: 256 * 1024 * 1024,
    limit: 4,
    temporaryFolder: temporaryFolder({ folder }),
    guard: guardAddresses({ allow: options.database?.allow ?? ['127.0.0.1'] }),
    authorities: [],
    files,
    ...options.database,
  })
  t.after(() => databases.close())
  const services = { files, formats, tables, queries, databases }
  return {
    root,
    services,
    /** The folder of tables. */
    folder,
    put: (path: string, content: string | Uint8Array) => writeFile(join(root, path), content),
    get: (path: string) => readFile(join(root, path)),
    text: (path: string) => readFile(join(root, path), 'utf8'),
    read: (parameters: Parameters) => runTask(fileReadType, { path: 'a', ...parameters }, { services }),
    write: (parameters: Parameters) => runTask(fileWriteType, { path: 'a', ...parameters }, { services }),
    database: (parameters: Parameters, world: Omit<NodeRun, 'parameters' | 'services'> = {}) =>
      runTask(databaseType, parameters, { ...world, services }),
    sql: (parameters: Parameters, world: Omit<NodeRun, 'parameters' | 'services'> = {}) =>
      runTask(sqlType, parameters, { ...world, services }),
  }
}
