import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import type { Api, Execution, NodeResult } from './api.ts'

/** `example.json` of an example's folder; all names of files are relative to it. */
const Manifest = z.strictObject({
  /** What the scripts read: path in the server's working folder → file. */
  files: z.record(z.string(), z.string()).default({}),
  /** Those that others call come first; the last one is run. */
  scripts: z.tuple([z.string()], z.string()),
  input: z.unknown().optional(),
})

const Script = z.looseObject({ name: z.string() })

export interface ExampleRun {
  readonly api: Api
  readonly name: string
  /** Replaces the input that the example comes with. */
  readonly input?: unknown
  readonly onNode?: (result: NodeResult) => void
}

/** Puts an example on a server, runs it and follows it to its end. */
export const runExample = async ({ api, name, input, onNode }: ExampleRun): Promise<Execution> => {
  const read = (file: string) => readFile(new URL(`../${name}/${file}`, import.meta.url), 'utf8')
  const manifest = Manifest.parse(JSON.parse(await read('example.json')))
  for (const [path, file] of Object.entries(manifest.files)) await api.writeFile(path, await read(file))

  const ids = new Map<string, number>()
  let last = 0
  for (const file of manifest.scripts) {
    const script = await fillIn(JSON.parse(await read(file)), async (other) => ids.get(other) ?? read(other))
    last = await api.saveScript(Script.parse(script))
    ids.set(file, last)
  }
  const { id } = await api.startScript(last, input ?? manifest.input ?? null)
  for await (const result of api.finishedNodes(id)) onNode?.(result)
  return api.getExecution(id)
}

/** In the parameters of nodes `@file` stands for a file, as with curl: for a script's id, or else for its text. */
const fillIn = async (value: unknown, resolve: (file: string) => Promise<unknown>): Promise<unknown> => {
  if (typeof value === 'string') return value.startsWith('@') ? resolve(value.slice(1)) : value
  if (Array.isArray(value)) return Promise.all(value.map((item) => fillIn(item, resolve)))
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(async ([key, item]) => [key, await fillIn(item, resolve)])
  return Object.fromEntries(await Promise.all(entries))
}
