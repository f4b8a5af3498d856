import { setImmediate } from 'node:timers/promises'
import { Execution } from '../../../src/features/executions/schema.ts'
import { type Answer, type Call, dataOf } from '../http/client.ts'
import { type ContractCase, type Hook, hooks, seed } from './cases.ts'

export type Request = (method: string, path: string, call?: Call) => Promise<Answer>

/** A script that takes no more, as one execution of it waits. */
const startBusy = async (request: Request): Promise<number> => {
  const limits = { max_concurrent: 1, on_max_concurrent: 'skip' }
  const busy = await request('POST', '/api/scripts', { body: { ...seed.waiting, name: 'Busy', ...limits } })
  const { id } = Object(busy.json).data
  await request('POST', `/api/scripts/${id}/execute`, { headers: { Prefer: 'respond-async' } })
  return id
}

const createHook = async (request: Request, hook: Hook): Promise<string> => {
  const script_id = hook === 'busy' ? await startBusy(request) : 1
  const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']
  const body = { script_id, name: hook, methods, ...hooks[hook] }
  // Without its script, which another call may have deleted, there is none.
  return String(Object(Object((await request('POST', '/api/webhooks', { body })).json).data).token)
}

/** The token of a link that an execution has made and waits for. */
const createLink = async (request: Request): Promise<string> => {
  const created = await request('POST', '/api/scripts', { body: seed.linked })
  const path = `/api/scripts/${Object(created.json).data.id}/execute`
  const { id } = dataOf(Execution, await request('POST', path, { headers: { Prefer: 'respond-async' } }))
  for (;;) {
    const { results } = dataOf(Execution, await request('GET', `/api/executions/${id}`))
    const url = results.find(({ node_id, status }) => node_id === 'link' && status === 'completed')?.output
    if (results.some(({ waiting_for }) => waiting_for)) return String(url).replace('/resume/', '')
    await setImmediate()
  }
}

/** Makes the token that an address stands for when it is first needed, as most worlds need none. */
export const createTokens = (request: Request) => {
  const made = new Map<string, Promise<string>>()
  return async (path: string, { hook = 'accepting' }: Pick<ContractCase, 'hook'>): Promise<object> => {
    if (!path.includes('{token}')) return {}
    const name = path.startsWith('/hooks/') ? hook : 'link'
    const token = made.get(name) ?? (name === 'link' ? createLink(request) : createHook(request, hook))
    made.set(name, token)
    return { token: await token }
  }
}
