import { type Api, ask, type Schemas } from '../../lib/api.ts'
import { freeName } from './free-name.ts'

type Script = Schemas['Script']
type NewScript = Schemas['NewScript']

export const getScript = async (api: Api, script_id: number): Promise<Script> =>
  (await ask(api.GET('/api/scripts/{script_id}', { params: { path: { script_id } } }))).data

/** Creates a script, with a number behind its name if another one is called like that. */
export const createScript = async (api: Api, body: NewScript): Promise<Script> => {
  const name = typeof body.name === 'string' ? await findFreeName(api, body.name) : body.name
  return (await ask(api.POST('/api/scripts', { body: { ...body, name } }))).data
}

const findFreeName = async (api: Api, wanted: string): Promise<string> => {
  // Numbered names of the longest begin with a part of it.
  const q = [...wanted].slice(0, 90).join('').trim()
  const { data } = await ask(api.GET('/api/scripts', { params: { query: { q, limit: 200 } } }))
  return freeName(wanted.normalize(), new Set(data.map(({ name }) => name.normalize())))
}

/** What a script is without where it came from, to be created again. */
export const toNewScript = (script: Script): NewScript => {
  const { id, version, node_count, created_at, updated_at, ...content } = script
  return content
}

export const setActive = (api: Api, script_id: number, active: boolean) =>
  ask(api.PATCH('/api/scripts/{script_id}', { params: { path: { script_id } }, body: { active } }))

export const removeScript = (api: Api, script_id: number, keepalive: boolean) =>
  ask(api.DELETE('/api/scripts/{script_id}', { params: { path: { script_id } }, keepalive }))

export const startScript = async (api: Api, script_id: number, input: unknown) =>
  (
    await ask(
      api.POST('/api/scripts/{script_id}/execute', {
        params: { path: { script_id }, header: { prefer: 'respond-async' } },
        body: { input },
      }),
    )
  ).data

/** Reads a script out of a file. @throws what is wrong with it, in the words of the parser or the server */
export const importScript = async (api: Api, file: Blob): Promise<Script> =>
  createScript(api, JSON.parse(await file.text()))
