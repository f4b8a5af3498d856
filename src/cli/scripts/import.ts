import { isDeepStrictEqual } from 'node:util'
import type { ApiClient } from '../api/client.ts'
import type { ScriptSummary } from '../api/schema.ts'
import {
  createScript,
  getScript,
  listScripts,
  replaceScript,
  type ScriptBody,
  toBody,
} from '../api/scripts.ts'
import { callsOf, withCalls } from './calls.ts'
import type { CheckedScript } from './check.ts'
import { followUpsOf, withFollowUps } from './follow-ups.ts'

export interface Imported {
  readonly action: 'created' | 'replaced' | 'unchanged'
  readonly name: string
  /** `undefined` for a script that a dry run would create. */
  readonly id?: number | undefined
}

type Stored = ReadonlyMap<string, ScriptSummary>

/**
 * Creates or replaces scripts by name, one after the other. What the scripts of the file call or name of each other is
 * changed to the ids that they get here. Scripts that do so in a cycle refer to ids that do not exist yet, so one of them
 * is first created empty and inactive.
 */
export async function* importScripts(
  api: ApiClient,
  scripts: readonly CheckedScript[],
): AsyncGenerator<Imported> {
  const stored = await storedByName(api)
  const ids = knownIds(scripts, stored)
  const link = linker(stored, ids)
  const placeholders = new Map<CheckedScript, number>()
  const isMissing = ({ body }: CheckedScript) => !stored.has(body.name)
  for (const { script, isWhole } of inCallOrder(scripts.filter(isMissing))) {
    const { name } = script.body
    const { id } = await createScript(api, isWhole ? link(script.body) : { name, active: false })
    ids.set(script.exportedId, id)
    if (isWhole) yield { action: 'created', name, id }
    else placeholders.set(script, id)
  }
  for (const [script, id] of placeholders) {
    await replaceScript(api, id, link(script.body))
    yield { action: 'created', name: script.body.name, id }
  }
  for (const { body } of scripts) {
    const before = stored.get(body.name)
    if (!before) continue
    const { id, version } = await replaceScript(api, before.id, link(body))
    yield { action: version === before.version ? 'unchanged' : 'replaced', name: body.name, id }
  }
}

/** Reports what `importScripts` would do, without doing it. */
export async function* planImport(
  api: ApiClient,
  scripts: readonly CheckedScript[],
): AsyncGenerator<Imported> {
  const stored = await storedByName(api)
  // Id 0 stands for a script that is not created yet: it differs from every id that a stored call has.
  const ids = new Map([
    ...scripts.map((script) => [script.exportedId, 0] as const),
    ...knownIds(scripts, stored),
  ])
  const link = linker(stored, ids)
  for (const { body } of scripts) {
    const { name } = body
    const id = stored.get(name)?.id
    if (id === undefined) {
      yield { action: 'created', name }
      continue
    }
    const isSame = isDeepStrictEqual(toBody(await getScript(api, id)), link(body))
    yield { action: isSame ? 'unchanged' : 'replaced', name, id }
  }
}

const storedByName = async (api: ApiClient): Promise<Stored> =>
  new Map((await listScripts(api)).map((script) => [script.name, script]))

/** Changes what a script calls or names to the ids that the scripts of the file have here. */
const linker = (stored: Stored, ids: ReadonlyMap<unknown, number>) => {
  const existing = new Set([...stored.values()].map(({ id }) => id))
  return (body: ScriptBody) => withFollowUps(withCalls(body, ids), ids, existing)
}

/** The ids here of the scripts that already exist, by their ids in the file. */
const knownIds = (scripts: readonly CheckedScript[], stored: Stored): Map<unknown, number> =>
  new Map(
    scripts.flatMap(({ body, exportedId }) => {
      const id = stored.get(body.name)?.id
      return id === undefined ? [] : [[exportedId, id]]
    }),
  )

/** Each script after those that it calls or names; to break a cycle, one script comes early and is not whole. */
const inCallOrder = (scripts: readonly CheckedScript[]) => {
  const missing = new Set(scripts.map(({ exportedId }) => exportedId))
  const isWhole = ({ body }: CheckedScript) =>
    [...callsOf(body).map(({ scriptId }) => scriptId), ...Object.values(followUpsOf(body))].every(
      (id) => !missing.has(id),
    )
  const order: { readonly script: CheckedScript; readonly isWhole: boolean }[] = []
  const waiting = new Set(scripts)
  while (waiting.size > 0) {
    const script = waiting.values().find(isWhole) ?? waiting.values().next().value
    if (!script) break
    order.push({ script, isWhole: isWhole(script) })
    missing.delete(script.exportedId)
    waiting.delete(script)
  }
  return order
}
