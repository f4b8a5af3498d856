import type { ApiClient } from './client.ts'
import { Script, ScriptSummary } from './schema.ts'

/** A script as it is created or replaced, without what the server fills in. */
export type ScriptBody = Readonly<Record<string, unknown>> & Pick<Script, 'name' | 'nodes'>

/** What can be set of a script, that is, everything but its read-only fields. */
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

/** Every script without its graph. */
export const listScripts = async (api: ApiClient): Promise<readonly ScriptSummary[]> => {
  const found = new Map<number, ScriptSummary>()
  // What is changed meanwhile moves to a page that has been read; then something is new in the next round.
  for (let known = -1; known < found.size; ) {
    known = found.size
    for await (const script of api.list(ScriptSummary, '/api/scripts')) found.set(script.id, script)
  }
  return [...found.values()]
}

export const getScript = (api: ApiClient, id: number): Promise<Script> =>
  api.call(Script, 'GET', `/api/scripts/${id}`)

export const createScript = (api: ApiClient, body: unknown): Promise<Script> =>
  api.call(Script, 'POST', '/api/scripts', { body })

export const replaceScript = (api: ApiClient, id: number, body: ScriptBody): Promise<Script> =>
  api.call(Script, 'PUT', `/api/scripts/${id}`, { body })
