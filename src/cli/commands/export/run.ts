import { stat, writeFile } from 'node:fs/promises'
import writeFileAtomic from 'write-file-atomic'
import { systemErrorCode } from '../../../lib/system/system-error.ts'
import type { ApiClient } from '../../api/client.ts'
import { withApi } from '../../api/connect.ts'
import type { CommandTarget } from '../../api/find-server.ts'
import { findScript, getScript, listScripts, toBody } from '../../api/scripts.ts'
import { listVariables } from '../../api/variables.ts'
import { CommandError, print } from '../../context.ts'
import { toJsonText, toYaml } from '../../documents.ts'
import { printNotes } from '../../scripts/calls.ts'
import { printFollowUpNotes } from '../../scripts/follow-ups.ts'
import { readTriggers } from '../../triggers/in-file.ts'

export interface ExportOptions extends CommandTarget {
  /** Ids or names of the scripts to export; empty for all. */
  readonly chosen: readonly string[]
  readonly yaml: boolean
  /** Whether variables are exported, too. */
  readonly variables: boolean
  /** Path of the file to write; standard output by default. */
  readonly output: string | undefined
}

/** Writes scripts, ordered by id, in the form that `import` reads. Writes nothing when one cannot be read. */
export const exportScripts = async (options: ExportOptions): Promise<void> => {
  const { context, yaml, output } = options
  const document = await withApi(options, async (api) => ({
    ...(await readScripts(api, options.chosen)),
    ...(options.variables && { variables: await readVariables(api) }),
  }))
  const text = yaml ? await toYaml(document) : toJsonText(document)
  if (output === undefined) await print(context.stdout, text)
  else await save(output, text)
  const known = document.scripts.map((body, index) => ({
    path: `scripts.${index}`,
    body,
    exportedId: body.id,
  }))
  printNotes(context, known)
  printFollowUpNotes(context, known)
}

/** The export of the scripts with these ids or names, and their triggers, or of all scripts when there are none. */
export const readScripts = async (api: ApiClient, chosen: readonly string[] = []) => {
  const exported = new Set<number>()
  for (const text of chosen) exported.add((await findScript(api, text)).id)
  const triggers = await readTriggers(api, chosen.length > 0 ? [...exported] : 'all')
  if (chosen.length === 0) for (const { id } of await listScripts(api)) exported.add(id)
  const scripts = []
  for (const id of [...exported].sort((a, b) => a - b)) {
    scripts.push({ id, ...toBody(await getScript(api, id)), ...triggers.get(id) })
  }
  return { scripts }
}

const readVariables = async (api: ApiClient) =>
  (await listVariables(api)).map(({ name, value, description }) => ({ name, value, description }))

const save = async (file: string, text: string): Promise<void> => {
  try {
    // A device or a pipe must not be replaced by a file.
    const isReplaceable = await stat(file).then(
      (found) => found.isFile(),
      () => true,
    )
    await (isReplaceable ? writeFileAtomic(file, text) : writeFile(file, text))
  } catch (cause) {
    throw new CommandError(`cannot write ${file}: ${systemErrorCode(cause) ?? cause}`, { cause })
  }
}
