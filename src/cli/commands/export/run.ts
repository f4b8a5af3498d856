import { stat, writeFile } from 'node:fs/promises'
import writeFileAtomic from 'write-file-atomic'
import { systemErrorCode } from '../../../lib/system/system-error.ts'
import type { ApiClient } from '../../api/client.ts'
import { withApi } from '../../api/connect.ts'
import type { Place } from '../../api/find-server.ts'
import { getScript, listScripts, toBody } from '../../api/scripts.ts'
import { CommandError, print } from '../../context.ts'
import { toJsonText, toYaml } from '../../documents.ts'
import { printNotes } from '../../scripts/calls.ts'

export interface ExportOptions extends Place {
  /** Which scripts; none for all. */
  readonly ids: readonly number[]
  readonly yaml: boolean
  /** A file, else the standard output. */
  readonly output: string | undefined
}

/** Writes scripts, by their ids, in a form that `import` reads. Nothing is written when one cannot be read. */
export const exportScripts = async (options: ExportOptions): Promise<void> => {
  const { context, yaml, output } = options
  const document = await withApi(options, (api) => readScripts(api, options.ids))
  const text = yaml ? await toYaml(document) : toJsonText(document)
  if (output === undefined) await print(context.stdout, text)
  else await save(output, text)
  const known = document.scripts.map((body, index) => ({
    path: `scripts.${index}`,
    body,
    exportedId: body.id,
  }))
  printNotes(context, known)
}

/** The document for these scripts, or for all of them when none is wanted. */
export const readScripts = async (api: ApiClient, wanted: readonly number[] = []) => {
  const ids = wanted.length > 0 ? new Set(wanted) : (await listScripts(api)).map(({ id }) => id)
  const scripts = []
  for (const id of [...ids].sort((a, b) => a - b)) {
    scripts.push({ id, ...toBody(await getScript(api, id)) })
  }
  return { scripts }
}

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
