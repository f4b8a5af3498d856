import { isDeepStrictEqual } from 'node:util'
import type { ApiClient } from '../api/client.ts'
import type { ScriptSummary } from '../api/schema.ts'
import { createScript, getScript, listScripts, replaceScript, toBody } from '../api/scripts.ts'
import { callsOf, withCalls } from './calls.ts'
import type { CheckedScript } from './check.ts'

export interface Imported {
  readonly action: 'created' | 'replaced' | 'unchanged'
  readonly name: string
  /** `undefined` for a script that a dry run would create. */
  readonly id?: number | undefined
}

type Stored = ReadonlyMap<string, ScriptSummary>

/**
 * Creates or replaces scripts by name, one after the other. Calls among the scripts of the file are changed to the ids
 * that the scripts get here. Scripts that call each other in a cycle refer to ids that do not exist yet, so one of them
 * is first created empty and inactive.
 */
export async function* importScripts(
  api: ApiClient,
  scripts: readonly CheckedScript[],
): AsyncGenerator<Imported> {
  const stored = await storedByName(api)
  const ids = knownIds(scripts, stored)
  const placeholders = new Map<CheckedScript, number>()
  const isMissing = ({ body }: CheckedScript) => !stored.has(body.name)
  for (const { script, isWhole } of inCallOrder(scripts.filter(isMissing))) {
    const { name } = script.body
    const { id } = await createScript(api, isWhole ? withCalls(script.body, ids) : { name, active: false })
    ids.set(script.exportedId, id)
    if (isWhole) yield { action: 'created', name, id }
    else placeholders.set(script, id)
  }
  for (const [script, id] of placeholders) {
    await replaceScript(api, id, withCalls(script.body, ids))
    yield { action: 'created', name: script.body.name, id }
  }
  for (const { body } of scripts) {
    const before = stored.get(body.name)
    if (!before) continue
    const { id, version } = await replaceScript(api, before.id, withCalls(body, ids))
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
  for (const { body } of scripts) {
    const { name } = body
    const id = stored.get(name)?.id
    if (id === undefined) {
      yield { action: 'created', name }
      continue
    }
    const isSame = isDeepStrictEqual(toBody(await getScript(api, id)), withCalls(body, ids))
    yield { action: isSame ? 'unchanged' : 'replaced', name, id }
  }
}

const storedByName = async (api: ApiClient): Promise<Stored> =>
  new Map((await listScripts(api)).map((script) => [script.name, script]))

/** The ids here of the scripts that already exist, by their ids in the file. */
const knownIds = (scripts: readonly CheckedScript[], stored: Stored): Map<unknown, number> =>
  new Map(
    scripts.flatMap(({ body, exportedId }) => {
      const id = stored.get(body.name)?.id
      return id === undefined ? [] : [[exportedId, id]]
    }),
  )

/** Each script after those that it calls; to break a cycle, one script comes early and is not whole. */
const inCallOrder = (scripts: readonly CheckedScript[]) => {
  const missing = new Set(scripts.map(({ exportedId }) => exportedId))
  const isWhole = ({ body }: CheckedScript) => callsOf(body).every(({ scriptId }) => !missing.has(scriptId))
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
