/** A call that an operation answers with this status, and for an error with this code. */
export interface ContractCase {
  readonly status: number
  readonly code?: string
  readonly body?: unknown
  readonly query?: string
  readonly headers?: Readonly<Record<string, string>>
  /** Instead of the ones that exist. */
  readonly params?: Readonly<Record<string, string>>
  /** Which execution is meant; the one that has ended when there is nothing else. */
  readonly execution?: 'ended' | 'running' | 'cancelled' | 'large' | 'tabular'
  /** What the call is sent with: an API key, a session of it, or by default the token of the operator. */
  readonly with?: 'operator' | 'key' | 'session'
  /** Calls another server, which is configured like this. */
  readonly env?: Readonly<Record<string, string>>
  /** Sent while the same call, without its headers, is under way. */
  readonly isSecond?: boolean
  /** Which webhook is meant; one that accepts every method when there is nothing else. */
  readonly hook?: Hook
}

/** Webhooks by what is special about them. */
export const hooks = {
  accepting: {},
  answering: { respond: 'output' },
  filtering: { filter: 'false' },
  failing: { filter: '$error("no")' },
  /** Its script takes no more. */
  busy: {},
} as const
export type Hook = keyof typeof hooks

const ok: readonly ContractCase[] = [{ status: 200 }]

const withoutSecrets: ContractCase = { status: 409, code: 'SECRETS_DISABLED', env: { SECRETS_KEY: '' } }

const tooLarge: ContractCase = {
  status: 409,
  code: 'EXECUTION_TOO_LARGE',
  execution: 'large',
  env: { EXECUTION_MEMORY_LIMIT_BYTES: '100000' },
}

const later = { Prefer: 'respond-async' }

const graph = {
  nodes: [
    { id: 'start', type: 'start' },
    { id: 'sum', type: 'transform', parameters: { expression: '1 + 1' }, retry: { max_attempts: 2 } },
  ],
  connections: { start: [{ target: 'sum' }] },
}

const transform = { parameters: { expression: 'input' }, input: 7 }

/** What exists: script 1 with the graph, script 2 that waits, script 3 that names it and was called what script 4 is called, a setting, a secret, a variable, a folder. */
export const seed = {
  script: { name: 'Orders', description: 'Adds up.', retention: { days: 7 }, ...graph },
  waiting: {
    name: 'Waiting',
    nodes: [{ id: 'wait', type: 'wait', parameters: { ms: 86_400_000 } }],
  },
  linked: {
    name: 'Linked',
    nodes: [
      { id: 'link', type: 'transform', parameters: { expression: 'execution.resume_url' } },
      { id: 'approval', type: 'wait_for_event', parameters: { name: 'approval' } },
    ],
    connections: { link: [{ target: 'approval' }] },
  },
  tabular: {
    name: 'Tabular',
    active: false,
    // Longer than those of a server that ends what it starts soon.
    timeout_ms: 600_000,
    nodes: [
      {
        id: 'rows',
        type: 'file_read',
        parameters: { path: 'reports/june.csv', format: 'csv', as: 'table' },
      },
    ],
  },
  followed: { name: 'Followed', on_failure: 2 },
  params: {
    script_id: '1',
    node_id: 'sum',
    version: '1',
    schedule_id: '1',
    webhook_id: '1',
    key: 'theme',
    type: 'transform',
    name: 'API_TOKEN',
  },
  schedule: { script_id: 1, name: 'Nightly', cron: '30 2 * * *', timezone: 'Europe/Berlin' },
  webhook: { script_id: 1, name: 'Push' },
  secretsKey: '0'.repeat(64),
  folder: 'reports',
  file: { path: 'reports/june.csv', content: 'id,total\n1,7\n' },
} as const

const deliveries = (body?: unknown): ContractCase[] => [
  { status: 202, ...(body !== undefined && { body }) },
  { status: 200, hook: 'answering' },
  { status: 204, hook: 'filtering' },
  { status: 404, code: 'ROUTE_NOT_FOUND', params: { token: 'wh_unknown' } },
  { status: 409, code: 'SCRIPT_BUSY', hook: 'busy' },
  { status: 422, code: 'WEBHOOK_EXPRESSION_FAILED', hook: 'failing' },
]

const refusedBodies: readonly ContractCase[] = [
  { status: 400, code: 'MALFORMED_JSON', body: '{' },
  { status: 413, code: 'PAYLOAD_TOO_LARGE', body: JSON.stringify('x'.repeat(3000)) },
  {
    status: 415,
    code: 'UNSUPPORTED_MEDIA_TYPE',
    body: 'x',
    headers: { 'Content-Type': 'image/png' },
  },
  { status: 422, code: 'VALIDATION_FAILED', body: `${'['.repeat(95)}${']'.repeat(95)}` },
]

const file = 'path=reports/june.csv'

const unusable = [
  { status: 403, code: 'PATH_OUTSIDE_WORKSPACE', query: 'path=../../x' },
  { status: 404, code: 'FILE_NOT_FOUND', query: 'path=nowhere/../x/y' },
  { status: 409, code: 'FILE_UNUSABLE', query: 'path=reports' },
  { status: 422, code: 'VALIDATION_FAILED', query: 'path=a%00b' },
]

/**
 * Calls of every operation, in order. What holds for all of them (bodies that are no JSON, too large or of another
 * type, unknown ids, stale tags, known versions, reused keys) is added by the test.
 */
export const contractCases: Readonly<Record<string, readonly ContractCase[]>> = {
  listScripts: [{ status: 200, query: 'q=order&active=true&limit=1&sort=name' }],
  createScript: [
    { status: 201, body: { name: 'New', ...graph } },
    { status: 409, code: 'SCRIPT_NAME_TAKEN', body: { name: 'Orders' } },
  ],
  deleteScripts: [{ status: 200, body: { ids: [2, 999] } }],
  getScriptOrder: ok,
  orderScripts: [{ status: 200, body: [{ id: 1, execution_order: 5 }] }],
  getScript: ok,
  replaceScript: [
    { status: 409, code: 'SCRIPT_NAME_TAKEN', body: { name: 'Waiting', ...graph } },
    { status: 200, body: { name: 'Replaced', ...graph } },
  ],
  patchScript: [
    { status: 409, code: 'SCRIPT_NAME_TAKEN', body: { name: 'Waiting' } },
    { status: 200, body: { active: false } },
  ],
  deleteScript: [{ status: 200 }, { status: 409, code: 'SCRIPT_REFERENCED', params: { script_id: '2' } }],
  getGraph: ok,
  replaceGraph: [{ status: 200, body: graph }],
  validateGraph: [{ status: 200 }, { status: 200, body: { nodes: [{ id: 'a', type: 'nothing' }] } }],
  validateNewGraph: [
    { status: 200, body: graph },
    { status: 200, body: { nodes: [{ id: 'a', type: 'nothing' }] } },
  ],
  listScriptVersions: [{ status: 200, query: 'limit=1' }],
  getScriptVersion: [
    { status: 200 },
    { status: 404, code: 'SCRIPT_VERSION_NOT_FOUND', params: { version: '9' } },
  ],
  compareScriptVersions: [{ status: 200 }, { status: 404, code: 'SCRIPT_VERSION_NOT_FOUND', query: 'to=9' }],
  restoreScriptVersion: [
    { status: 200, query: 'note=Back' },
    { status: 409, code: 'SCRIPT_NAME_TAKEN', params: { script_id: '3' } },
    { status: 404, code: 'SCRIPT_VERSION_NOT_FOUND', params: { version: '9' } },
  ],
  createNode: [
    { status: 201, body: { id: 'more', type: 'end' } },
    { status: 409, code: 'NODE_ID_TAKEN', body: { id: 'sum', type: 'end' } },
  ],
  getNode: ok,
  patchNode: [{ status: 200, body: { name: 'Adds up' } }],
  deleteNode: ok,
  executeScript: [
    { status: 200, body: { input: { price: 2 } } },
    { status: 202, headers: later, params: { script_id: '2' } },
  ],
  executeAllScripts: [
    { status: 200, body: { timeout_ms: 1 } },
    { status: 202, headers: later },
  ],
  listExecutions: [
    {
      status: 200,
      query: 'status=completed&status=failed&script_id=1&q=order&since=2026-01-01T00:00:00Z&sort=created_at',
    },
  ],
  getExecution: [{ status: 200 }, { status: 200, execution: 'running' }, tooLarge],
  getExecutionGraph: [{ status: 200 }, { status: 200, execution: 'running' }],
  listExecutionNodes: [
    { status: 200, query: 'limit=1&status=completed&node_id=sum&path=' },
    { status: 200, execution: 'running' },
  ],
  getExecutionNode: [
    { status: 200 },
    { status: 200, params: { node_id: 'wait' }, execution: 'running' },
    { status: 404, code: 'NODE_NOT_FOUND', query: 'path=loop[0]' },
  ],
  getNodeTable: [
    { status: 200, params: { node_id: 'rows' }, execution: 'tabular' },
    { status: 404, code: 'TABLE_NOT_FOUND' },
  ],
  deleteExecution: [{ status: 409, code: 'EXECUTION_NOT_FINISHED', execution: 'running' }, { status: 200 }],
  deleteExecutions: [{ status: 200, body: { filter: { status: 'completed' }, limit: 1 } }],
  cancelExecution: [
    { status: 409, code: 'EXECUTION_FINISHED' },
    { status: 200, execution: 'running' },
  ],
  retryExecution: [
    { status: 409, code: 'EXECUTION_NOT_FINISHED', execution: 'running' },
    { status: 200, body: { from_start: true } },
    { status: 202, headers: later, execution: 'cancelled' },
  ],
  followExecution: [{ status: 200 }, tooLarge],
  sendExecutionEvent: [
    { status: 202, body: { name: 'approval', payload: { by: 'Kim' } }, execution: 'running' },
    { status: 202, body: { name: 'stock', correlation: 'order-4711' }, execution: 'running' },
    { status: 409, code: 'EXECUTION_FINISHED', body: { name: 'approval' } },
    {
      status: 429,
      code: 'EVENT_BUFFER_FULL',
      body: { name: 'approval' },
      execution: 'running',
      env: { EVENT_BUFFER_LIMIT: '0' },
    },
  ],
  sendEvent: [
    { status: 200, body: { name: 'payment', correlation: 'order-4711', payload: { paid: true } } },
    { status: 422, code: 'VALIDATION_FAILED', body: { name: 'a\u0000b' } },
  ],
  runAction: [
    { status: 200, body: { action_type: 'transform', ...transform } },
    { status: 200, body: { action_type: 'fail', parameters: { message: 'no' } } },
  ],
  runNodes: [{ status: 200, body: { nodes: [{ type: 'transform', parameters: transform.parameters }] } }],
  getStats: ok,
  updateStats: [{ status: 200, body: { stats: { orders: 1 } } }],
  incrementStats: [
    { status: 200, body: { deltas: { orders: 1 } } },
    {
      status: 409,
      code: 'STAT_OUT_OF_RANGE',
      body: { deltas: { orders: Number.MAX_SAFE_INTEGER } },
    },
  ],
  getTimeseries: [
    { status: 200, query: 'bucket=day' },
    { status: 422, code: 'VALIDATION_FAILED', query: 'bucket=week' },
  ],
  listScriptActivity: [
    { status: 200, query: 'bucket=day&sort=-executions&limit=2' },
    { status: 422, code: 'VALIDATION_FAILED', query: 'sort=name' },
  ],
  listStatHistories: [
    { status: 200, query: 'bucket=day&limit=2' },
    { status: 422, code: 'VALIDATION_FAILED', query: 'bucket=week' },
  ],
  listSlowNodes: [
    { status: 200, query: 'limit=2' },
    { status: 422, code: 'VALIDATION_FAILED', query: 'limit=0' },
  ],
  listErrorCounts: [
    { status: 200, query: 'script_id=1' },
    { status: 422, code: 'VALIDATION_FAILED', query: 'since=today' },
  ],
  getQueue: [ok, { status: 422, code: 'VALIDATION_FAILED', query: 'until=today' }].flat(),
  getSettings: ok,
  replaceSettings: [{ status: 200, body: { settings: { theme: null } } }],
  deleteSettings: ok,
  getSetting: ok,
  putSetting: [
    { status: 200, body: { value: [1] } },
    { status: 201, body: { value: [1] }, params: { key: 'language' } },
  ],
  deleteSetting: ok,
  getConfig: ok,
  listFunctions: ok,
  listNodeTypes: ok,
  getNodeType: ok,
  listSecrets: [{ status: 200 }, withoutSecrets],
  putSecret: [
    { ...withoutSecrets, body: { value: 'hunter2-hunter2' } },
    { status: 200, body: { value: 'hunter2-hunter2' } },
    { status: 201, body: { value: 'hunter2-hunter2' }, params: { name: 'OTHER' } },
  ],
  deleteSecret: [withoutSecrets, { status: 200 }],
  rotateSecrets: [withoutSecrets, { status: 200 }],
  listVariables: ok,
  getVariable: ok,
  putVariable: [
    { status: 200, body: { value: { retries: 3 } } },
    { status: 201, body: { value: [1], description: 'Some.' }, params: { name: 'OTHER' } },
  ],
  deleteVariable: ok,
  selectFolder: [
    { status: 200, body: { path: 'reports' } },
    { status: 403, code: 'PATH_OUTSIDE_WORKSPACE', body: { path: '../../..' } },
    { status: 404, code: 'FOLDER_NOT_FOUND', body: { path: 'nowhere' } },
  ],
  getSelectedFolder: ok,
  browseFolder: [
    { status: 200 },
    { status: 403, code: 'PATH_OUTSIDE_WORKSPACE', query: 'path=../..' },
    { status: 404, code: 'FOLDER_NOT_FOUND', query: 'path=nowhere' },
    { status: 422, code: 'VALIDATION_FAILED', query: `path=${'x'.repeat(5000)}` },
  ],
  listFiles: [
    { status: 200, query: 'path=reports&recursive=true&limit=1' },
    { status: 403, code: 'PATH_OUTSIDE_WORKSPACE', query: 'path=../..' },
    { status: 404, code: 'FOLDER_NOT_FOUND', query: 'path=nowhere' },
  ],
  downloadFile: [
    { status: 200, query: file },
    { status: 206, query: file, headers: { Range: 'bytes=0-1' } },
    { status: 416, code: 'RANGE_NOT_SATISFIABLE', query: file, headers: { Range: 'bytes=99-' } },
    ...unusable,
  ],
  uploadFile: [
    { status: 200, query: file, body: 'id,total\n' },
    { status: 201, query: 'path=inbox/new.csv', body: 'id\n', headers: { 'If-None-Match': '*' } },
    { status: 412, code: 'PRECONDITION_FAILED', query: file, body: '', headers: { 'If-None-Match': '*' } },
    { status: 415, code: 'ENCODED_UPLOAD', query: file, body: 'x', headers: { 'Content-Encoding': 'gzip' } },
    {
      status: 413,
      code: 'PAYLOAD_TOO_LARGE',
      query: file,
      body: 'x'.repeat(1000),
      env: { FILE_MAX_BYTES: '100' },
    },
    {
      status: 413,
      code: 'WORKSPACE_FULL',
      query: file,
      body: 'x'.repeat(1000),
      env: { WORKSPACE_QUOTA_BYTES: '100' },
    },
    ...unusable.filter(({ status }) => status !== 404),
  ],
  deleteFile: [
    ...unusable.map((call) => (call.status === 409 ? { ...call, query: 'path=.' } : call)),
    { status: 200, query: file },
  ],
  listSchedules: [{ status: 200, query: 'script_id=1&limit=1&sort=-created_at' }],
  createSchedule: [
    { status: 201, body: { script_id: 1, name: 'Often', every_ms: 900_000 } },
    { status: 422, code: 'VALIDATION_FAILED', body: { script_id: 1, name: 'Never' } },
    { status: 422, code: 'VALIDATION_FAILED', body: { script_id: 99, name: 'No script', every_ms: 1000 } },
    {
      status: 422,
      code: 'VALIDATION_FAILED',
      body: { script_id: 1, name: 'Past', at: '2020-01-01T00:00:00Z' },
    },
    { status: 422, code: 'VALIDATION_FAILED', body: { script_id: 1, name: 'Wrong', cron: '61 * * * *' } },
  ],
  previewSchedule: [{ status: 200, body: { cron: '0 9 * * MON-FRI', timezone: 'Asia/Seoul' } }],
  getSchedule: ok,
  replaceSchedule: [{ status: 200, body: { script_id: 1, name: 'Nightly', cron: '0 3 * * *' } }],
  patchSchedule: [{ status: 200, body: { enabled: false } }],
  listScheduleTicks: ok,
  // The first is not the schedule of the backfill, which counts as running while that is about to be refused.
  triggerSchedule: [
    { status: 202, params: { schedule_id: '2' } },
    { status: 200, params: { schedule_id: '2' } },
    { status: 202 },
  ],
  backfillSchedule: [
    { status: 200, body: { from: '2026-01-01T00:00:00Z', to: '2026-01-02T12:00:00Z' } },
    {
      status: 422,
      code: 'VALIDATION_FAILED',
      body: { from: '2026-01-01T00:00:00Z', to: '2999-01-01T00:00:00Z' },
    },
  ],
  deleteSchedule: ok,
  listFollowUps: [{ status: 200, query: 'outcome=started&kind=on_failure&script_id=1&limit=1' }],
  listWebhooks: [{ status: 200, query: 'script_id=1&limit=1&sort=-created_at' }],
  createWebhook: [
    { status: 201, body: { script_id: 1, name: 'Event', delivery_id: 'X-Event', methods: ['GET', 'POST'] } },
    { status: 422, code: 'VALIDATION_FAILED', body: { script_id: 99, name: 'No script' } },
    { status: 422, code: 'VALIDATION_FAILED', body: { script_id: 1, name: 'Wrong', delivery_id: 'a b' } },
    {
      status: 422,
      code: 'VALIDATION_FAILED',
      body: { script_id: 1, name: 'Wrong', auth: { type: 'bearer', secret: 'MISSING' } },
    },
  ],
  getWebhook: ok,
  replaceWebhook: [{ status: 200, body: { script_id: 2, name: 'Push', raw: true } }],
  patchWebhook: [{ status: 200, body: { enabled: false, filter: 'body.ref = "main"' } }],
  listWebhookDeliveries: [{ status: 200, query: 'limit=1' }],
  rotateWebhook: [{ status: 200 }, { status: 200, body: { grace_ms: 0 } }],
  triggerWebhook: [
    { status: 202 },
    { status: 202, body: { headers: { 'X-Event': 'push' }, body: { id: 7 }, query: { page: '2' } } },
    { status: 200, body: { method: 'DELETE' } },
    { status: 422, code: 'VALIDATION_FAILED', body: { headers: { 'Content-Type': 'text/plain' }, body: {} } },
  ],
  deleteWebhook: ok,
  deliverByGet: deliveries(),
  deliver: [...deliveries({ id: 7 }), ...refusedBodies],
  deliverByPut: [...deliveries({ id: 7 }), ...refusedBodies],
  deliverByPatch: [...deliveries({ id: 7 }), ...refusedBodies],
  deliverByDelete: deliveries(),
  showResumeLink: [{ status: 200 }, { status: 404, code: 'LINK_INVALID', params: { token: 'forged.link' } }],
  useResumeLink: [
    ...refusedBodies,
    { status: 202, body: { decision: 'yes' } },
    { status: 404, code: 'LINK_INVALID', body: { decision: 'yes' } },
  ],
  listApiKeys: [{ status: 200, query: 'limit=1' }],
  createApiKey: [
    {
      status: 201,
      body: { name: 'Import', scopes: ['read', 'execute'], expires_at: '2100-01-01T00:00:00+09:00' },
    },
    {
      status: 422,
      code: 'VALIDATION_FAILED',
      body: { name: 'Import', scopes: ['read'], expires_at: '2020-01-01T00:00:00Z' },
    },
  ],
  getSession: ok,
  openSession: [
    { status: 201, with: 'key' },
    { status: 201, with: 'key', body: { duration_ms: 60_000, scopes: ['read'] } },
    { status: 403, code: 'FORBIDDEN', with: 'key', body: { scopes: ['admin'] } },
    { status: 409, code: 'SESSION_WITHOUT_KEY' },
  ],
  endSession: [
    { status: 200, with: 'session' },
    { status: 409, code: 'NO_SESSION' },
  ],
  getApiKey: ok,
  revokeApiKey: [{ status: 200 }, { status: 200 }],
  getHealth: ok,
  getReadiness: ok,
  getMetrics: ok,
  recordProfile: [
    { status: 422, code: 'VALIDATION_FAILED', query: 'seconds=61' },
    { status: 200, query: 'seconds=1' },
    { status: 409, code: 'PROFILE_RUNNING', query: 'seconds=60', isSecond: true },
  ],
}
