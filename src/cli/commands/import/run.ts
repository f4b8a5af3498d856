import type { ApiClient } from '../../api/client.ts'
import { withApi, withEmptyApi } from '../../api/connect.ts'
import type { CommandTarget } from '../../api/find-server.ts'
import { print } from '../../context.ts'
import { databaseExists } from '../../database-failure.ts'
import { printNotes } from '../../scripts/calls.ts'
import { checkedScripts } from '../../scripts/check.ts'
import { printFollowUpNotes } from '../../scripts/follow-ups.ts'
import { type Imported, importScripts, planImport } from '../../scripts/import.ts'
import { readScripts } from '../../scripts/script-file.ts'

export interface ImportOptions extends CommandTarget {
  readonly file: string
  /** Only reports what would be done. */
  readonly dryRun: boolean
}

/** Saves the scripts of a file, or none of them when one is invalid. */
export const importFile = async ({ file, dryRun, ...target }: ImportOptions): Promise<void> => {
  const { config, context } = target
  const content = await readScripts(file, context)
  const scripts = await withEmptyApi(target, (api) => checkedScripts(api, content))
  printNotes(context, scripts)
  printFollowUpNotes(context, scripts)
  const show = async (api: ApiClient) => {
    const imported = dryRun ? planImport(api, scripts) : importScripts(api, scripts)
    for await (const script of imported) await print(context.stdout, toLine(script, dryRun))
  }
  if (dryRun && !target.remote && !(await databaseExists(config.database.url)))
    await withEmptyApi(target, show)
  else await withApi({ ...target, create: true }, show)
}

const toLine = ({ action, name, id }: Imported, dryRun: boolean): string =>
  `${dryRun ? 'would be ' : ''}${action.padEnd(9)}  ${String(id ?? 'new').padStart(4)}  ${name}\n`
