import { randomUUID } from 'node:crypto'
import type { ApiClient } from '../../api/client.ts'
import type { Execution } from '../../api/schema.ts'
import { deleteScript } from '../../api/scripts.ts'
import type { CheckedScript } from '../../scripts/check.ts'
import { importScripts } from '../../scripts/import.ts'
import type { ScriptFile } from '../../scripts/script-file.ts'
import { chooseId } from './choose.ts'

export interface AdHocScripts {
  readonly file: ScriptFile
  readonly scripts: readonly CheckedScript[]
  /** The name of the script to run. */
  readonly chosen: string | undefined
}

interface AdHocEvents {
  warn(text: string): void
  readonly stop: AbortSignal
}

const leftBehind = (id: number, mark: string, error: unknown): string => {
  const reason = error instanceof Error ? error.message : String(error)
  return `script ${id}, whose name ends with "${mark.trim()}", is still on the server, delete it: ${reason}`
}

// With what is added, a name has 100 characters at the most.
const MAX_NAME = 60

/** Runs a script of a file on a server, which has the scripts of the file only meanwhile. The execution stays. */
export const runAdHoc = async (
  api: ApiClient,
  { file, scripts, chosen }: AdHocScripts,
  follow: (api: ApiClient, scriptId: number) => Promise<Execution>,
  { warn, stop }: AdHocEvents,
): Promise<Execution> => {
  const mark = ` (run ${randomUUID().slice(0, 8)})`
  const names = new Map<string, string>()
  // Inactive, so that nothing else starts them.
  const marked = scripts.map((script, index) => {
    const { name } = script.body
    const unique = `${[...name].slice(0, MAX_NAME).join('')} ${index + 1}${mark}`
    names.set(unique, name)
    return { ...script, body: { ...script.body, name: unique, active: false } }
  })
  const ids = new Map<string, number>()
  // A second signal ends the process at once.
  const onStop = () =>
    warn(`stopping, then deleting the scripts whose names end with "${mark.trim()}"; wait for it`)
  stop.addEventListener('abort', onStop, { once: true })
  try {
    for await (const { name, id = 0 } of importScripts(api, marked)) ids.set(names.get(name) ?? name, id)
    return await follow(api, chooseId(file, ids, chosen))
  } finally {
    stop.removeEventListener('abort', onStop)
    // A caller before what it calls.
    for (const id of [...ids.values()].reverse()) {
      await deleteScript(api, id).catch((error: unknown) => warn(leftBehind(id, mark, error)))
    }
  }
}
