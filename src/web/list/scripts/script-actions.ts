import { type Api, ask, type Schemas } from '../../lib/api.ts'

type Script = Schemas['Script']
type NewScript = Schemas['NewScript']

export const getScript = async (api: Api, script_id: number): Promise<Script> =>
  (await ask(api.GET('/api/scripts/{script_id}', { params: { path: { script_id } } }))).data

export const createScript = async (api: Api, body: NewScript): Promise<Script> =>
  (await ask(api.POST('/api/scripts', { body }))).data

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
