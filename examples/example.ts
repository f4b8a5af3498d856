import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import type { ApiClient } from '../src/cli/api/client.ts'
import { runScript } from '../src/cli/api/executions.ts'
import { type Execution, NodeResult } from '../src/cli/api/schema.ts'
import { createScript, listScripts, replaceScript, type ScriptBody } from '../src/cli/api/scripts.ts'
import { importTriggers } from '../src/cli/triggers/import.ts'
import { splitTriggers } from '../src/cli/triggers/in-file.ts'

/** `example.json` of an example's folder; all names of files are relative to it. */
const Manifest = z.strictObject({
  /** What the scripts read: path in the server's working folder → file. */
  files: z.record(z.string(), z.string()).default({}),
  /** Those that others call come first; the last one is run. */
  scripts: z.tuple([z.string()], z.string()),
  input: z.unknown().optional(),
})

const Script = z.looseObject({ name: z.string(), nodes: z.custom<ScriptBody['nodes']>(Array.isArray) })

/** What starts a script, as exports have it. */
const Triggers = z.array(z.looseObject({ name: z.string() }))

export interface ExampleRun {
  readonly api: ApiClient
  readonly name: string
  /** Replaces the input that the example comes with. */
  readonly input?: unknown
  readonly onNode?: (result: NodeResult) => void
}

/** Puts an example on a server, runs it and follows it to its end. */
export const runExample = async ({ api, name, input, onNode }: ExampleRun): Promise<Execution> => {
  const read = (file: string) => readFile(new URL(`${name}/${file}`, import.meta.url), 'utf8')
  const manifest = Manifest.parse(JSON.parse(await read('example.json')))
  for (const [path, file] of Object.entries(manifest.files)) await writeFile(api, path, await read(file))

  const ids = new Map<string, number>()
  let last = 0
  for (const file of manifest.scripts) {
    const script = await fillIn(JSON.parse(await read(file)), async (other) => ids.get(other) ?? read(other))
    const parts = splitTriggers(script)
    last = await saveScript(api, Script.parse(parts.script))
    ids.set(file, last)
    const triggers = [...parts.triggers].map(([kind, list]) => ({
      kind,
      bodies: Triggers.parse(list),
      over: [],
    }))
    await Array.fromAsync(
      importTriggers(api, { scriptId: last, triggers, missingSecrets: [], isDryRun: false }),
    )
  }
  return runScript(api, { scriptId: last, input: input ?? manifest.input ?? null, onNode })
}

/** Writes a text file into the server's working folder. */
const writeFile = async (api: ApiClient, path: string, content: string): Promise<void> => {
  const body = { action_type: 'file_write', parameters: { path, content, format: 'text' } }
  const { error } = await api.call(NodeResult, 'POST', '/api/actions', { body })
  if (error) throw new Error(`${path}: ${error.message}`)
}

/** Creates the script, or replaces the one that has its name; gives its id. */
const saveScript = async (api: ApiClient, script: ScriptBody): Promise<number> => {
  const same = (await listScripts(api)).find(({ name }) => name === script.name)
  const saved = same ? replaceScript(api, same.id, script) : createScript(api, script)
  return (await saved).id
}

/** In the parameters of nodes `@file` stands for a file, as with curl: for a script's id, or else for its text. */
const fillIn = async (value: unknown, resolve: (file: string) => Promise<unknown>): Promise<unknown> => {
  if (typeof value === 'string') return value.startsWith('@') ? resolve(value.slice(1)) : value
  if (Array.isArray(value)) return Promise.all(value.map((item) => fillIn(item, resolve)))
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(async ([key, item]) => [key, await fillIn(item, resolve)])
  return Object.fromEntries(await Promise.all(entries))
}
