import assert from 'node:assert/strict'
import { type ContractCase, contractCases } from './cases.ts'
import { type Operation, parametersOf } from './operations.ts'
import { BODY_LIMIT } from './world.ts'

const failing = (status: number, code: string, call: Omit<ContractCase, 'status'>): ContractCase => ({
  status,
  code,
  ...call,
})

const bodyFailures = [
  failing(400, 'MALFORMED_JSON', { body: '{' }),
  failing(413, 'PAYLOAD_TOO_LARGE', { body: JSON.stringify('x'.repeat(BODY_LIMIT)) }),
  failing(415, 'UNSUPPORTED_MEDIA_TYPE', { body: '{}', headers: { 'Content-Type': 'text/plain' } }),
  failing(422, 'VALIDATION_FAILED', { body: [] }),
]

const missing: Readonly<Record<string, ContractCase>> = {
  script_id: failing(404, 'SCRIPT_NOT_FOUND', { params: { script_id: '999' } }),
  node_id: failing(404, 'NODE_NOT_FOUND', { params: { node_id: 'nowhere' } }),
  execution_id: failing(404, 'EXECUTION_NOT_FOUND', { params: { execution_id: `ex_${'0'.repeat(26)}` } }),
  schedule_id: failing(404, 'SCHEDULE_NOT_FOUND', { params: { schedule_id: '999' } }),
  webhook_id: failing(404, 'WEBHOOK_NOT_FOUND', { params: { webhook_id: '999' } }),
  key: failing(404, 'SETTING_NOT_FOUND', { params: { key: 'nowhere' } }),
  key_id: failing(404, 'API_KEY_NOT_FOUND', { params: { key_id: `key_${'0'.repeat(26)}` } }),
  type: failing(404, 'NODE_TYPE_NOT_FOUND', { params: { type: 'nothing' } }),
  name: failing(404, 'SECRET_NOT_FOUND', { params: { name: 'NOWHERE' } }),
}

const missingVariable: typeof missing = {
  ...missing,
  name: failing(404, 'VARIABLE_NOT_FOUND', { params: { name: 'NOWHERE' } }),
}

const impossible: Readonly<Record<string, string>> = {
  script_id: '1e3',
  version: '1e3',
  node_id: 'x'.repeat(101),
  execution_id: 'ex_1',
  schedule_id: '1e3',
  webhook_id: '1e3',
  key: 'x'.repeat(101),
  key_id: 'key_1',
  type: 'x'.repeat(101),
  name: '1st',
}

/** Any body, by its own type. */
const takesAny = ({ path }: Operation): boolean => /^\/(hooks|resume)\//.test(path)

const takesJson = ({ requestBody }: Operation): boolean =>
  requestBody !== undefined && 'content' in requestBody && 'application/json' in requestBody.content

/** The first call of the operation that succeeds. */
export const successOf = ({ id }: Operation): ContractCase => {
  const call = contractCases[id]?.find(({ status }) => status < 300)
  assert.ok(call, `no call of ${id} in contractCases`)
  return call
}

/** The key belongs to another request. */
export const reusedKey = (headers: Readonly<Record<string, string>>): ContractCase =>
  failing(409, 'IDEMPOTENCY_KEY_REUSED', { body: '{"other":1}', headers })

/** What every operation with such a parameter or body answers, without doing anything. */
export const commonFailures = (operation: Operation): ContractCase[] => {
  const { body, query = '' } = successOf(operation)
  if (takesAny(operation)) return []
  const queryFailures = [
    failing(400, 'MALFORMED_REQUEST', { body, query: '%FF=1' }),
    failing(422, 'VALIDATION_FAILED', { body, query: 'unknown=1' }),
  ]
  const params = parametersOf(operation, 'path')
  const missingHere = operation.path.startsWith('/api/variables/') ? missingVariable : missing
  const absent = params.flatMap((name) => missingHere[name] ?? [])
  return [
    ...('400' in operation.responses ? queryFailures : []),
    ...(takesJson(operation) ? bodyFailures : []),
    ...params.map((name) =>
      failing(422, 'VALIDATION_FAILED', { body, params: { [name]: impossible[name] ?? '' } }),
    ),
    ...('404' in operation.responses ? absent.map((call) => ({ body, ...call })) : []),
    ...(parametersOf(operation, 'query').includes('limit')
      ? [failing(422, 'VALIDATION_FAILED', { query: 'limit=0' })]
      : []),
    ...(parametersOf(operation, 'header').includes('if-match')
      ? [
          { 'If-Match': '"stale"' },
          { 'If-Match': '' },
          ...(operation.method === 'GET' ? [] : [{ 'If-None-Match': '*' }]),
        ].map((headers) => failing(412, 'PRECONDITION_FAILED', { body, query, headers }))
      : []),
  ]
}
