import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { OpenedSession } from '../../../src/features/api-keys/sessions/schema.ts'
import { Execution } from '../../../src/features/executions/schema.ts'
import { type AlarmClock, systemClock } from '../../../src/lib/time/clock.ts'
import { enlargeExecution } from '../db/large-execution.ts'
import { bearer, type Call, dataOf } from '../http/client.ts'
import { createTestApp, OPERATOR_TOKEN } from '../http/test-app.ts'
import { type ContractCase, seed } from './cases.ts'
import type { Operation } from './operations.ts'
import { createTabular } from './tabular.ts'
import { createTokens } from './tokens.ts'

/** In bytes; what `contractCases` sends is smaller. */
export const BODY_LIMIT = 2000

/** A server with everything that `contractCases` speaks of. */
export const createWorld = async (
  t: TestContext,
  env: Readonly<Record<string, string>> = {},
  clock: AlarmClock = systemClock,
) => {
  const app = await createTestApp(t, {
    env: { BODY_LIMIT_BYTES: String(BODY_LIMIT), SECRETS_KEY: seed.secretsKey, ...env },
    clock,
  })
  const { config, createKey } = app
  const request = (method: string, path: string, { headers = {}, ...call }: Call = {}) =>
    app.request(method, path, { ...call, headers: { ...bearer(OPERATOR_TOKEN), ...headers } })
  await mkdir(join(config.workspace.dir, seed.folder))
  await writeFile(join(config.workspace.dir, seed.file.path), seed.file.content)
  await request('POST', '/api/scripts', { body: seed.script })
  await request('POST', '/api/scripts', { body: seed.waiting })
  await request('POST', '/api/scripts', { body: seed.followed })
  await request('PATCH', '/api/scripts/3', { body: { name: 'Renamed' } })
  await request('POST', '/api/scripts', { body: { name: seed.followed.name } })
  await request('PUT', '/api/config/user-settings/theme', { body: { value: 'dark' } })
  await request('PUT', `/api/secrets/${seed.params.name}`, { body: { value: 'correct horse' } })
  await request('POST', '/api/schedules', { body: seed.schedule })
  await request('POST', '/api/schedules', { body: { ...seed.schedule, script_id: 2 } })
  await request('POST', '/api/webhooks', { body: seed.webhook })
  await request('PUT', `/api/variables/${seed.params.name}`, { body: { value: 'correct horse' } })
  const ended = dataOf(Execution, await request('POST', '/api/scripts/1/execute')).id
  const start = async () => {
    const answer = await request('POST', '/api/scripts/2/execute', { headers: { Prefer: 'respond-async' } })
    return dataOf(Execution, answer).id
  }
  const executions = { ended, running: await start(), cancelled: await start(), large: ended }
  await request('POST', `/api/executions/${executions.cancelled}/cancel`)
  const { id: key_id, key } = await createKey(['read'])
  const session = dataOf(OpenedSession, await request('POST', '/api/session', { headers: bearer(key) }))
  const credentials = { operator: {}, key: bearer(key), session: bearer(session.key) }
  const tokens = createTokens(request)
  const makeTabular = createTabular(request)
  /** Calls an operation, as the operator unless the headers say otherwise. */
  const send = async ({ path, method }: Pick<Operation, 'path' | 'method'>, call: ContractCase) => {
    const { execution = 'ended' } = call
    const execution_id = execution === 'tabular' ? await makeTabular() : executions[execution]
    if (execution === 'large') enlargeExecution(join(app.folder, 'scriptd.db'), ended, 200_000)
    const token = call.params?.token === undefined ? await tokens(path, call) : {}
    const params = { ...seed.params, execution_id, key_id, ...token, ...call.params }
    const filled = path.replaceAll(/\{(\w+)\}/g, (_, name) => encodeURIComponent(Object(params)[name]))
    const { body, headers = {}, query, isSecond } = call
    const url = query === undefined ? filled : `${filled}?${query}`
    if (isSecond) void request(method, url, { body })
    return request(method, url, { body, headers: { ...credentials[call.with ?? 'operator'], ...headers } })
  }
  return { send, makeTabular, createKey, folder: app.folder, log: app.log, close: app.close }
}
