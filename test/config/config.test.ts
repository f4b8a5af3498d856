import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ConfigError, configVariables, parseConfig } from '../../src/config/config.ts'
import { Keyring } from '../../src/lib/store/keyring.ts'

const problemsOf = (env: Readonly<Record<string, string>>) => {
  try {
    parseConfig(env)
    return []
  } catch (error) {
    assert.ok(error instanceof ConfigError)
    return error.problems
  }
}

test('an empty environment gives the defaults', () => {
  assert.deepEqual(parseConfig({}), {
    environment: 'prd',
    http: {
      host: '127.0.0.1',
      port: 8000,
      publicUrl: undefined,
      corsOrigins: [],
      auth: 'keys',
      docs: 'public',
      rateLimit: 0,
      executionRateLimit: 0,
      triggerRateLimit: 0,
      eventStreams: { perCaller: 100, total: 1000 },
      trustedProxies: [],
      slowRequestMs: 1000,
      bodyLimitBytes: 10_485_760,
      connectionLimit: 4096,
      shutdownTimeoutMs: 10_000,
    },
    database: {
      url: 'file:./data/scriptd.db',
      authToken: undefined,
      synchronous: 'FULL',
      timeoutMs: 10_000,
      concurrency: 32,
    },
    backup: { schedule: '', dir: undefined, keep: 7 },
    engine: {
      executeWaitMs: 10_000,
      executionConcurrency: 8,
      nodeConcurrency: 64,
      nodeQueueLimit: 10_000,
      nodeInterruptionLimit: 3,
      executionLimit: 256,
      executionQueueLimit: 10000,
      executionScheduledLimit: 100000,
      executionInterruptionLimit: 3,
      executionStepLimit: 100_000,
      onFailureScript: undefined,
      nodeOutputBytes: 10_485_760,
      executionTimeoutMs: 0,
      events: {
        payloadBytes: 262_144,
        links: { days: 30, perSecond: 10 },
        buffer: { events: 100, bytes: 1_048_576 },
      },
      expressions: {
        timeoutMs: 1000,
        wallTimeMs: 30_000,
        memoryBytes: 134_217_728,
        sequence: 1_000_000,
        largest: 12_000_000,
        maxInput: 32_000_000,
      },
      retention: { days: 30, count: 0, bytes: 0 },
      code: {
        timeoutMs: 1000,
        wallTimeMs: 30_000,
        memoryBytes: 16_777_216,
        outputBytes: 1_048_576,
        logBytes: 65_536,
        workers: 0,
      },
      http: {
        timeoutMs: 30_000,
        concurrency: 256,
        callerConcurrency: 128,
        maxBytes: 10_485_760,
        allow: [],
        extraCaCerts: [],
      },
    },
    hosts: undefined,
    versions: { count: 100, days: 365 },
    memory: { limitBytes: 134_217_728, callerBytes: 83_886_080, executionBytes: 67_108_864 },
    secrets: { keyring: new Keyring([]) },
    workspace: {
      dir: './workspace',
      fileMaxBytes: 104_857_600,
      fileTimeoutMs: 120_000,
      xml: { depth: 200, entities: 1000 },
      quotaBytes: 0,
    },
    tables: {
      dir: undefined,
      maxRows: 10_000_000,
      maxBytes: 536_870_912,
      quotaBytes: 5_368_709_120,
      query: { timeoutMs: 60_000, memoryBytes: 268_435_456 },
    },
    databaseNode: { timeoutMs: 60_000, concurrency: 4 },
    tracing: undefined,
    log: { level: 'info', pretty: false },
  })
})

test('an empty value counts as not set', () => {
  const empty = Object.fromEntries(configVariables.map(({ name }) => [name, '']))
  assert.deepEqual(parseConfig(empty), parseConfig({}))
})

test('the documented defaults are the real ones', () => {
  const documented = Object.fromEntries(configVariables.map((each) => [each.name, each.default]))
  assert.deepEqual(parseConfig(documented), parseConfig({}))
  for (const { name, description } of configVariables) assert.notEqual(description, '', name)
})

test('the configuration cannot be changed', () => {
  const config = parseConfig({})
  const parts = [
    config,
    config.http,
    config.http.corsOrigins,
    config.database,
    config.engine.code,
    config.log,
    parseConfig({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318' }).tracing?.headers,
  ]
  for (const part of parts) assert.ok(Object.isFrozen(part))
})

test('the time in all is never less than twice the processor time', () => {
  const { code, expressions } = parseConfig({
    CODE_TIMEOUT_MS: '60000',
    EXPRESSION_TIMEOUT_MS: '20000',
  }).engine
  assert.deepEqual([code.wallTimeMs, expressions.wallTimeMs], [120_000, 40_000])
})

test('keywords are accepted in any case', () => {
  const config = parseConfig({
    ENVIRONMENT: 'DEV',
    LOG_LEVEL: 'Warn',
    DATABASE_SYNCHRONOUS: 'normal',
    DATABASE_URL: 'File:Data/x.db',
  })
  assert.equal(config.environment, 'dev')
  assert.equal(config.database.url, 'file:Data/x.db')
  assert.deepEqual(config.log, { level: 'warn', pretty: true })
  assert.equal(config.database.synchronous, 'NORMAL')
})

test('dev logs at level debug unless LOG_LEVEL is set', () => {
  assert.equal(parseConfig({ ENVIRONMENT: 'dev' }).log.level, 'debug')
  assert.equal(parseConfig({ ENVIRONMENT: 'dev', LOG_LEVEL: 'silent' }).log.level, 'silent')
})

test('lists are split at commas and normalized', () => {
  const { http } = parseConfig({
    CORS_ORIGINS: 'https://App.Example.com:443, http://localhost:5173,, tauri://localhost',
    TRUSTED_PROXIES: ' loopback ,10.0.0.0/8,::1',
  })
  assert.deepEqual(http.corsOrigins, [
    'https://app.example.com',
    'http://localhost:5173',
    'tauri://localhost',
  ])
  assert.deepEqual(http.trustedProxies, ['loopback', '10.0.0.0/8', '::1'])
  assert.deepEqual(parseConfig({ CORS_ORIGINS: '*' }).http.corsOrigins, ['*'])
})

test('the public address is kept without the slash at its end', () => {
  const urls = ['https://Example.com/', 'https://example.com/scriptd//', 'http://localhost:8000']
  assert.deepEqual(
    urls.map((PUBLIC_URL) => parseConfig({ PUBLIC_URL }).http.publicUrl),
    ['https://example.com', 'https://example.com/scriptd', 'http://localhost:8000'],
  )
})

test('nothing is traced without a collector', () => {
  assert.equal(parseConfig({ OTEL_SERVICE_NAME: 'orders' }).tracing, undefined)
  const OTEL_EXPORTER_OTLP_ENDPOINT = 'http://127.0.0.1:4318'
  const { tracing } = parseConfig({
    OTEL_EXPORTER_OTLP_ENDPOINT,
    OTEL_EXPORTER_OTLP_HEADERS: 'api-key=a%20b, sum=1=1',
  })
  assert.deepEqual(tracing, {
    endpoint: OTEL_EXPORTER_OTLP_ENDPOINT,
    headers: { 'api-key': 'a b', sum: '1=1' },
    serviceName: 'scriptd',
  })
})

const valid: Readonly<Record<string, readonly string[]>> = {
  HOST: ['0.0.0.0', '::', '::1', 'localhost', 'scriptd.example.com'],
  PORT: ['0', '65535'],
  DATABASE_URL: [
    'file:x.db',
    'file:/data/x.db',
    'file:///data/a%20b.db',
    'file://localhost/x.db',
    'libsql://db.example.com',
    'http://127.0.0.1:8080',
  ],
  SECRETS_KEY: [
    'f'.repeat(64),
    'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA+/8=',
    `${'A'.repeat(40)}-_8,${'0'.repeat(64)}`,
  ],
  EXECUTION_TIMEOUT_MS: ['0', '2147483647'],
  CODE_WORKERS: ['0', '4'],
  OTEL_EXPORTER_OTLP_ENDPOINT: ['http://127.0.0.1:4318', 'https://collector.example.com/otlp/'],
  OTEL_EXPORTER_OTLP_HEADERS: ['api-key=a%20b', ' a=1 , b== ,', 'empty='],
  HTTP_NODE_ALLOW: [
    'localhost, db.internal:5432, bücher.example',
    '127.0.0.1,127.0.0.1:80,10.0.0.0/8,0.0.0.0/0',
    '::1,[::1],[::1]:8080,fd00::/8',
  ],
}

const invalid: Readonly<Record<string, readonly string[]>> = {
  HOST: ['a b', 'http://localhost', '[::1]', '127.0.0.1:80'],
  PORT: ['-1', '65536', '1.5', '80a', '0x50', '1e3', ' ', '99999999999999999999'],
  DATABASE_URL: [
    'x.db',
    'file:',
    'file:x.db?mode=ro',
    'file:x#1.db',
    'file:100%.db',
    'file:x%00.db',
    'file://host/x.db',
    'libsql://',
    'postgres://host/db',
    'ws://host',
  ],
  DATABASE_SYNCHRONOUS: ['EXTRA'],
  SECRETS_KEY: [
    'secret',
    'f'.repeat(63),
    'A'.repeat(42),
    'A'.repeat(45),
    `${'f'.repeat(64)},f`,
    `${'0'.repeat(64)},${'A'.repeat(43)}`,
    '*'.repeat(43),
  ],
  DATABASE_TIMEOUT_MS: ['99', '1s'],
  DATABASE_CONCURRENCY: ['0', 'many'],
  BACKUP_SCHEDULE: ['daily', '0 0 30 2 *', '2027-01-01T00:00:00'],
  BACKUP_KEEP: ['-1', 'all'],
  WORKSPACE_DIR: ['a\0b'],
  ENVIRONMENT: ['production'],
  LOG_LEVEL: ['loud'],
  CORS_ORIGINS: [
    'https://a.example/',
    'https://a.example/x',
    'a.example',
    'null',
    '*,https://a.example',
    '/',
  ],
  PUBLIC_URL: [
    'example.com',
    'ftp://example.com',
    'https://a:b@example.com',
    'https://a/?',
    'https://a/#',
    '/',
  ],
  AUTH: ['off', 'key'],
  DOCS: ['hidden'],
  RATE_LIMIT: ['-1', '0.5'],
  EXECUTION_RATE_LIMIT: ['x'],
  TRIGGER_RATE_LIMIT: ['x'],
  EVENT_STREAM_LIMIT: ['0'],
  EVENT_STREAM_TOTAL: ['0'],
  TRUSTED_PROXIES: ['everyone', '10.0.0.0/33', '1.2.3', 'loopback,x'],
  EXECUTION_CONCURRENCY: ['0'],
  NODE_CONCURRENCY: ['0'],
  EXECUTION_LIMIT: ['0'],
  EXECUTION_STEP_LIMIT: ['0'],
  EXECUTION_TIMEOUT_MS: ['2147483648'],
  BODY_LIMIT_BYTES: ['0'],
  CONNECTION_LIMIT: ['0'],
  ON_FAILURE_SCRIPT: ['0', 'Alarm', '-1'],
  EXPRESSION_TIMEOUT_MS: ['0'],
  EXPRESSION_WALL_TIME_MS: ['0'],
  EXPRESSION_MEMORY_BYTES: ['1024'],
  EXPRESSION_LIST_LIMIT: ['0'],
  EXPRESSION_RESULT_LIMIT: ['0', '100000001'],
  EXPRESSION_INPUT_LIMIT: ['0'],
  CODE_TIMEOUT_MS: ['0'],
  CODE_WALL_TIME_MS: ['0'],
  CODE_MEMORY_BYTES: ['1024'],
  CODE_OUTPUT_BYTES: ['0'],
  CODE_LOG_BYTES: ['-1'],
  HTTP_NODE_TIMEOUT_MS: ['0'],
  HTTP_NODE_ALLOW: [
    'http://localhost',
    'a/b',
    'a b',
    'a:0',
    'a:65536',
    '10.0.0.0/33',
    '10/8',
    '*.internal',
    '*',
    ':80',
  ],
  OTEL_EXPORTER_OTLP_ENDPOINT: ['127.0.0.1:4318', 'grpc://host', 'http://'],
  OTEL_EXPORTER_OTLP_HEADERS: ['key', '=value', 'a b=c', 'a=%', 'a=%0A'],
}

for (const [name, values] of Object.entries(valid)) {
  test(`${name} accepts valid values`, () => {
    for (const value of values) assert.deepEqual(problemsOf({ [name]: value }), [], value)
  })
}

for (const [name, values] of Object.entries(invalid)) {
  test(`${name} rejects invalid values`, () => {
    for (const value of values) {
      const problems = problemsOf({ [name]: value })
      assert.deepEqual(
        problems.map((problem) => problem.name),
        [name],
        value,
      )
      assert.ok(
        problems.every(({ message }) => /^(must|\*)/.test(message)),
        value,
      )
    }
  })
}

test('every invalid variable is reported at once, without any value', () => {
  const env = Object.fromEntries(Object.keys(invalid).map((name) => [name, '\0secret-value']))
  assert.deepEqual(new Set(problemsOf(env).map(({ name }) => name)), new Set(Object.keys(invalid)))
  assert.doesNotMatch(JSON.stringify(problemsOf(env)), /secret-value/)
})

test('BACKUP_SCHEDULE needs a database in a file', () => {
  const problems = problemsOf({ BACKUP_SCHEDULE: '0 3 * * *', DATABASE_URL: 'libsql://example.com' })
  assert.deepEqual(
    problems.map(({ name }) => name),
    ['BACKUP_SCHEDULE'],
  )
})

test('DATABASE_SYNCHRONOUS is refused for a database that does not see it, and others are named with it', () => {
  const env = { DATABASE_SYNCHRONOUS: 'FULL', DATABASE_URL: 'https://example.com', PORT: 'x' }
  const problems = problemsOf(env)
  assert.deepEqual(
    problems.map(({ name }) => name),
    ['PORT', 'DATABASE_SYNCHRONOUS'],
  )
  assert.match(problems[1]?.message ?? '', /up to its server/)
  assert.deepEqual(problemsOf({ DATABASE_URL: 'https://example.com' }), [])
})

test('several hosts need their addresses, a remote database and signed requests', () => {
  const needed = {
    ENGINE: 'restate',
    DATABASE_URL: 'http://db:8080',
    RESTATE_INGRESS_URL: 'http://restate:8080/',
    RESTATE_ADMIN_URL: 'http://restate:9070',
    RESTATE_HOSTS_URL: 'http://hosts:9080',
  }
  assert.deepEqual(parseConfig(needed).hosts, {
    addresses: { ingress: 'http://restate:8080', admin: 'http://restate:9070' },
    hostsUrl: 'http://hosts:9080',
    identityKeys: [],
    listen: { host: '127.0.0.1', port: 9080 },
  })
  const names = (env: Readonly<Record<string, string>>) => problemsOf(env).map(({ name }) => name)
  assert.deepEqual(names({ ENGINE: 'restate' }), [
    'RESTATE_INGRESS_URL',
    'RESTATE_ADMIN_URL',
    'RESTATE_HOSTS_URL',
    'DATABASE_URL',
  ])
  assert.deepEqual(names({ ...needed, HOSTS_HOST: 'http://host' }), ['HOSTS_HOST'])
  assert.deepEqual(names({ ...needed, HOSTS_HOST: '0.0.0.0' }), ['RESTATE_IDENTITY_KEYS'])
  const keys = 'publickeyv1_2G8dCQhArfvGpzPw5Vx2ALciR4xCLHfS5YaT93XjNxX9'
  assert.deepEqual(names({ ...needed, HOSTS_HOST: '0.0.0.0', RESTATE_IDENTITY_KEYS: keys }), [])
})
