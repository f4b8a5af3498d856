import { setTimeout } from 'node:timers/promises'
import { Execution } from '../../../src/features/executions/schema.ts'
import { Script } from '../../../src/features/scripts/schema.ts'
import { dataOf } from '../http/client.ts'
import { seed } from './cases.ts'
import type { Request } from './tokens.ts'

const execute = async (request: Request): Promise<string> => {
  const script = dataOf(Script, await request('POST', '/api/scripts', { body: seed.tabular }))
  const { id } = dataOf(Execution, await request('POST', `/api/scripts/${script.id}/execute`))
  const isEnded = async () =>
    dataOf(Execution, await request('GET', `/api/executions/${id}`)).finished_at !== null
  while (!(await isEnded())) await setTimeout(10)
  return id
}

/** Makes an execution with a table when it is first needed: that starts a thread, which costs more than a world. */
export const createTabular = (request: Request) => {
  let id: Promise<string> | undefined
  return () => {
    id ??= execute(request)
    return id
  }
}
