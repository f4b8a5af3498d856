import { z } from 'zod'
import { nearest } from '../../lib/text/nearest.ts'
import { CommandError } from '../context.ts'
import type { ApiClient } from './client.ts'
import { Script, ScriptSummary } from './schema.ts'

/** A script as a request body, without the fields that the server sets. */
export type ScriptBody = Readonly<Record<string, unknown>> & Pick<Script, 'name' | 'nodes'>

/** The script without its read-only fields. */
export const toBody = (script: Script): ScriptBody => {
  const {
    id: _id,
    version: _version,
    node_count: _count,
    created_at: _made,
    updated_at: _changed,
    ...body
  } = script
  return body
}

/** Every script, without its graph. */
export const listScripts = async (api: ApiClient): Promise<readonly ScriptSummary[]> => {
  const found = new Map<number, ScriptSummary>()
  // A script that changes meanwhile may move to a page that was already read, so repeat until nothing new shows up.
  for (let known = -1; known < found.size; ) {
    known = found.size
    for await (const script of api.list(ScriptSummary, '/api/scripts')) found.set(script.id, script)
  }
  return [...found.values()]
}

/** The script of this name. @throws CommandError, which says that there is no `kind` of this name */
export const findByName = async (api: ApiClient, name: string, kind = 'script'): Promise<ScriptSummary> => {
  const scripts = await listScripts(api)
  const found = scripts.find((script) => script.name === name.normalize())
  if (found) return found
  const meant = nearest(
    name,
    scripts.map((script) => script.name),
  )
  const suggestion = meant === undefined ? '' : `; did you mean "${meant}"?`
  throw new CommandError(`there is no ${kind} "${name}"${suggestion}`)
}

/** The script that an argument means, an id or a name. @throws CommandError */
export const findScript = (api: ApiClient, text: string): Promise<ScriptSummary> =>
  /^\d+$/.test(text) ? getScript(api, Number(text)) : findByName(api, text)

export const getScript = (api: ApiClient, id: number): Promise<Script> =>
  api.call(Script, 'GET', `/api/scripts/${id}`)

export const createScript = (api: ApiClient, body: unknown): Promise<Script> =>
  api.call(Script, 'POST', '/api/scripts', { body })

export const deleteScript = (api: ApiClient, id: number): Promise<unknown> =>
  api.call(z.unknown(), 'DELETE', `/api/scripts/${id}`)

export const replaceScript = (api: ApiClient, id: number, body: ScriptBody): Promise<Script> =>
  api.call(Script, 'PUT', `/api/scripts/${id}`, { body })
