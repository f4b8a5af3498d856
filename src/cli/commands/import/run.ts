import type { ApiClient } from '../../api/client.ts'
import { withApi, withEmptyApi } from '../../api/connect.ts'
import type { Place } from '../../api/find-server.ts'
import { print } from '../../context.ts'
import { databaseExists } from '../../database-failure.ts'
import { printNotes } from '../../scripts/calls.ts'
import { checkedScripts } from '../../scripts/check.ts'
import { type Imported, importScripts, planImport } from '../../scripts/import.ts'
import { readScriptFile } from '../../scripts/script-file.ts'

export interface ImportOptions extends Place {
  readonly file: string
  /** Only tells what would be done. */
  readonly dryRun: boolean
}

/** Saves the scripts of a file, but none of them when one cannot be saved. */
export const importFile = async ({ file, dryRun, ...place }: ImportOptions): Promise<void> => {
  const { config, context } = place
  const content = await readScriptFile(file, context)
  const scripts = await withEmptyApi(place, (api) => checkedScripts(api, content))
  printNotes(context, scripts)
  const show = async (api: ApiClient) => {
    const imported = dryRun ? planImport(api, scripts) : importScripts(api, scripts)
    for await (const script of imported) await print(context.stdout, toLine(script, dryRun))
  }
  if (dryRun && !(await databaseExists(config.database.url))) await withEmptyApi(place, show)
  else await withApi({ ...place, create: true }, show)
}

const toLine = ({ action, name, id }: Imported, dryRun: boolean): string =>
  `${dryRun ? 'would be ' : ''}${action.padEnd(9)}  ${String(id ?? 'new').padStart(4)}  ${name}\n`
