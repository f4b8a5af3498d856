import type { ApiClient } from '../../api/client.ts'
import { withApi, withEmptyApi } from '../../api/connect.ts'
import type { CommandTarget } from '../../api/find-server.ts'
import { databaseExists } from '../../database-failure.ts'
import { printNotes } from '../../scripts/calls.ts'
import { type CheckedFile, checkedFile } from '../../scripts/check.ts'
import { printFollowUpNotes } from '../../scripts/follow-ups.ts'
import { importScripts, planImport } from '../../scripts/import.ts'
import { importVariables } from '../../scripts/import-variables.ts'
import { missingNeeds } from '../../scripts/needs.ts'
import { readScripts } from '../../scripts/script-file.ts'
import { importTriggers } from '../../triggers/import.ts'
import { createReport, type ImportReport } from './report.ts'

export interface ImportOptions extends CommandTarget {
  readonly file: string
  /** Only reports what would be done. */
  readonly dryRun: boolean
  /** Whether variables of the file are imported, too. */
  readonly variables: boolean
}

/** Saves what a file has, or nothing when anything of it is invalid. */
export const importFile = async ({ file, dryRun, variables, ...target }: ImportOptions): Promise<void> => {
  const { config, context } = target
  const content = await readScripts(file, context)
  const checked = await withEmptyApi(target, (api) => checkedFile(api, content))
  printNotes(context, checked.scripts)
  printFollowUpNotes(context, checked.scripts)
  const report = createReport(context, dryRun)
  if (!variables) report.leaveOut(checked.variables.length)
  const given = variables ? checked : { ...checked, variables: [] }
  const work = (api: ApiClient) => save(api, given, report)
  if (dryRun && !target.remote && !(await databaseExists(config.database.url)))
    await withEmptyApi(target, work)
  else await withApi({ ...target, create: true }, work)
}

const save = async (
  api: ApiClient,
  { scripts, variables }: CheckedFile,
  report: ImportReport,
): Promise<void> => {
  const { isDryRun } = report
  for await (const variable of importVariables(api, variables, isDryRun)) await report.variable(variable)
  const ids = new Map<string, number | undefined>()
  for await (const script of isDryRun ? planImport(api, scripts) : importScripts(api, scripts)) {
    ids.set(script.name, script.id)
    await report.script(script)
  }
  const missing = await missingNeeds(api, scripts)
  for (const { body, triggers } of scripts) {
    const { name } = body
    report.leaveOutOver(name, triggers)
    const imported = importTriggers(api, {
      scriptId: ids.get(name),
      triggers,
      missingSecrets: missing.secrets,
      isDryRun,
    })
    for await (const trigger of imported) await report.trigger(name, trigger)
  }
  const set = new Set(variables.map(({ name }) => name))
  report.needs({ ...missing, variables: missing.variables.filter((name) => !set.has(name)) })
}
