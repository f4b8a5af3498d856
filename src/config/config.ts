import proxyAddr from 'proxy-addr'
import { z } from 'zod'
import { parseHostRule } from '../lib/net/host-rule.ts'
import { isKeyText, Keyring } from '../lib/store/keyring.ts'
import { isFileUrl } from '../lib/system/file-url.ts'
import { isCron } from '../lib/time/cron.ts'
import { bytes, count, headerList, integer, list, milliseconds, word } from './env-values.ts'

const host = z.union([z.ipv4(), z.ipv6(), z.hostname()], 'must be an IP address or a host name')

const databaseUrl = z
  .string()
  .refine(
    (text) => (/^(libsql|https?):\/\/./i.test(text) ? URL.canParse(text) : isFileUrl(text)),
    'must be file: and a path, with %3F, %23 and %25 for ?, # and %, or begin with libsql://, http:// or https://',
  )
  .transform((text) => text.replace(/^[a-z]+:/i, (scheme) => scheme.toLowerCase()))

const webAddress = z
  .string()
  .refine((text) => /^https?:\/\/./i.test(text) && URL.canParse(text), 'must begin with http:// or https://')

const directory = z.string().refine((text) => !text.includes('\0'), 'must be a path')

const origin = z.string().transform((text, context) => {
  if (text === '*') return text
  if (/^[a-z][a-z\d+.-]*:\/\/[^\s/?#@]+$/i.test(text) && URL.canParse(text)) {
    const standard = new URL(text).origin
    // Only web schemes have a standard form; an app's own scheme is sent as it is written.
    return standard === 'null' ? text : standard
  }
  context.addIssue('must be * or a list of origins such as https://app.example.com, without a path')
  return z.NEVER
})

const trustedProxy = z.string().refine((text) => {
  try {
    proxyAddr.compile([text])
    return true
  } catch {
    return false
  }
}, 'must list addresses, CIDR ranges, loopback, linklocal or uniquelocal')

const secretsKey = z.string().refine(isKeyText, 'must list keys of 32 bytes, each as base64 or hexadecimal')

const allowedHost = z
  .string()
  .refine(
    (text) => parseHostRule(text) !== undefined,
    'must list hosts, host:port or CIDR ranges such as db.internal, 127.0.0.1:9000, 10.0.0.0/8',
  )

/** Defaults are written as a user would write them, so that they can be shown as they are. */
const Variables = z.object({
  HOST: host.prefault('127.0.0.1').describe('Address to listen on'),
  PORT: integer(0, 65_535).prefault('8000').describe('Port to listen on; 0 picks a free one and logs it'),
  DATABASE_URL: databaseUrl
    .prefault('file:./data/scriptd.db')
    .describe('Database: file:, libsql://, http:// or https://'),
  DATABASE_AUTH_TOKEN: z.string().optional().describe('Token for a remote database'),
  DATABASE_SYNCHRONOUS: word('FULL', 'NORMAL', 'OFF')
    .prefault('FULL')
    .describe('How a commit is flushed: FULL, NORMAL (may lose the last commits at a power cut) or OFF'),
  SECRETS_KEY: list(secretsKey)
    .refine((keys) => new Keyring(keys).ids.length === keys.length, 'must not list a key twice')
    .prefault('')
    .describe(
      'Keys of 32 bytes, base64 or hexadecimal, comma separated: the first encrypts secrets, all decrypt them',
    ),
  BACKUP_SCHEDULE: z
    .string()
    .refine((text) => text === '' || isCron(text), 'must be a cron expression such as 0 3 * * *')
    .prefault('')
    .describe('When backups are made, a cron expression in UTC such as 0 3 * * *; never without one'),
  BACKUP_DIR: directory
    .optional()
    .describe('Folder for these backups; without one it is backups beside the database'),
  BACKUP_KEEP: integer(0, 1_000_000).prefault('7').describe('How many of these backups are kept; 0 for all'),
  WORKSPACE_DIR: directory.prefault('./workspace').describe('Folder that scripts can read and write'),
  ENVIRONMENT: word('prd', 'dev').prefault('prd').describe('dev logs for people and at level debug'),
  LOG_LEVEL: word('trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent')
    .optional()
    .describe('Least level that is logged; info, or debug when ENVIRONMENT is dev'),
  CORS_ORIGINS: list(origin)
    .refine((all) => all.length < 2 || !all.includes('*'), '* must stand alone')
    .prefault('')
    .describe('Origins, comma separated, whose pages may call the API; * for any'),
  AUTH: word('keys', 'none')
    .prefault('keys')
    .describe(
      'keys demands an API key, on a loopback HOST once there is one; none lets everybody do everything',
    ),
  DOCS: word('public', 'private')
    .prefault('public')
    .describe('private demands a key with the scope read also for /docs and /openapi.json'),
  RATE_LIMIT: integer(0, 1_000_000)
    .prefault('0')
    .describe('Requests per second of one key, or of one address without a key; 0 for no limit'),
  EXECUTION_RATE_LIMIT: integer(0, 1_000_000)
    .prefault('0')
    .describe('Executions that one key, or one address without a key, may start per second; 0 for no limit'),
  EVENT_STREAM_LIMIT: count()
    .prefault('100')
    .describe('Event streams that one key, or one address without a key, may have open'),
  EVENT_STREAM_TOTAL: count().prefault('1000').describe('Event streams that may be open at once'),
  TRUSTED_PROXIES: list(trustedProxy)
    .prefault('')
    .describe(
      'Proxies whose X-Forwarded-For is believed: addresses, CIDR ranges, loopback, linklocal, uniquelocal',
    ),
  SLOW_REQUEST_MS: milliseconds()
    .prefault('1000')
    .describe('A request that takes longer is logged as a warning'),
  EXECUTE_WAIT_MS: milliseconds()
    .prefault('10000')
    .describe('How long a call waits for its execution before it is answered 202'),
  EXECUTION_CONCURRENCY: count().prefault('8').describe('Nodes that run at once in one execution'),
  NODE_CONCURRENCY: count().prefault('64').describe('Nodes that run at once over all executions'),
  EXECUTION_LIMIT: count().prefault('256').describe('Executions that run at once; more wait in the queue'),
  EXECUTION_QUEUE_LIMIT: integer(0, 10_000_000)
    .prefault('10000')
    .describe('Executions that may wait to run; more are refused with 429'),
  EXECUTION_STEP_LIMIT: integer(1, 1_000_000_000).prefault('100000').describe('Node runs in one execution'),
  NODE_OUTPUT_LIMIT_BYTES: bytes()
    .prefault('10485760')
    .describe('Largest output of one node, as JSON; a node fails that puts out more'),
  EXECUTION_RETENTION_DAYS: integer(0, 36_500)
    .prefault('30')
    .describe('Days for which ended executions are kept; 0 for ever'),
  EXECUTION_RETENTION_COUNT: integer(0, 1_000_000_000)
    .prefault('0')
    .describe('Ended executions that are kept; 0 for all'),
  EXECUTION_RETENTION_BYTES: bytes(0)
    .prefault('0')
    .describe('Size of the database above which the oldest executions go; 0 for no limit'),
  EXECUTION_TIMEOUT_MS: milliseconds()
    .prefault('0')
    .describe('Longest time of one execution; 0 for no limit'),
  BODY_LIMIT_BYTES: bytes().prefault('10485760').describe('Largest request body'),
  CONNECTION_LIMIT: count().prefault('4096').describe('Connections at once; further ones are closed'),
  CODE_TIMEOUT_MS: milliseconds(1).prefault('1000').describe('Longest time of one code node'),
  CODE_MEMORY_BYTES: bytes(1_048_576).prefault('16777216').describe('Most memory of one code node'),
  CODE_WORKERS: integer(0, 256)
    .prefault('0')
    .describe('Threads for code nodes; 0 takes one less than there are processors'),
  HTTP_NODE_TIMEOUT_MS: milliseconds(1).prefault('30000').describe('Longest time of one outgoing request'),
  HTTP_NODE_MAX_BYTES: bytes().prefault('10485760').describe('Largest answer to an outgoing request'),
  HTTP_NODE_ALLOW: list(allowedHost)
    .prefault('')
    .describe(
      'What http_request may reach although it is no public address: hosts, host:port or CIDR ranges, comma separated',
    ),
  FILE_MAX_BYTES: bytes().prefault('104857600').describe('Largest file that a script can read or write'),
  SHUTDOWN_TIMEOUT_MS: milliseconds()
    .prefault('10000')
    .describe('How long running requests may take to finish when the server stops'),
  OTEL_EXPORTER_OTLP_ENDPOINT: webAddress
    .optional()
    .describe('Collector that gets traces by OTLP over HTTP, as in http://127.0.0.1:4318; none without it'),
  OTEL_EXPORTER_OTLP_HEADERS: headerList()
    .prefault('')
    .describe('Headers for the collector, comma separated: name=value, with % escapes in the value'),
  OTEL_SERVICE_NAME: z.string().prefault('scriptd').describe('What traces call this server'),
})

/** The variables together. */
const Environment = Variables.refine(
  ({ BACKUP_SCHEDULE, DATABASE_URL }) => BACKUP_SCHEDULE === '' || DATABASE_URL.startsWith('file:'),
  {
    path: ['BACKUP_SCHEDULE'],
    message: 'needs a database in a file; a remote one is backed up by its server',
  },
)

const toConfig = (values: z.infer<typeof Variables>) =>
  Object.freeze({
    environment: values.ENVIRONMENT,
    http: Object.freeze({
      host: values.HOST,
      port: values.PORT,
      /** `['*']` stands for any origin. */
      corsOrigins: values.CORS_ORIGINS,
      auth: values.AUTH,
      docs: values.DOCS,
      /** Per second; 0: no limit. */
      rateLimit: values.RATE_LIMIT,
      /** Per second; 0: no limit. */
      executionRateLimit: values.EXECUTION_RATE_LIMIT,
      eventStreams: Object.freeze({
        perCaller: values.EVENT_STREAM_LIMIT,
        total: values.EVENT_STREAM_TOTAL,
      }),
      trustedProxies: values.TRUSTED_PROXIES,
      slowRequestMs: values.SLOW_REQUEST_MS,
      bodyLimitBytes: values.BODY_LIMIT_BYTES,
      connectionLimit: values.CONNECTION_LIMIT,
      shutdownTimeoutMs: values.SHUTDOWN_TIMEOUT_MS,
    }),
    database: Object.freeze({
      url: values.DATABASE_URL,
      authToken: values.DATABASE_AUTH_TOKEN,
      synchronous: values.DATABASE_SYNCHRONOUS,
    }),
    backup: Object.freeze({
      /** Empty: never. */
      schedule: values.BACKUP_SCHEDULE,
      /** Without one: `backups` beside the database. */
      dir: values.BACKUP_DIR,
      /** 0: all. */
      keep: values.BACKUP_KEEP,
    }),
    engine: Object.freeze({
      executeWaitMs: values.EXECUTE_WAIT_MS,
      executionConcurrency: values.EXECUTION_CONCURRENCY,
      nodeConcurrency: values.NODE_CONCURRENCY,
      executionLimit: values.EXECUTION_LIMIT,
      executionQueueLimit: values.EXECUTION_QUEUE_LIMIT,
      executionStepLimit: values.EXECUTION_STEP_LIMIT,
      nodeOutputBytes: values.NODE_OUTPUT_LIMIT_BYTES,
      /** 0: no limit. */
      executionTimeoutMs: values.EXECUTION_TIMEOUT_MS,
      /** 0: no limit. */
      retention: Object.freeze({
        days: values.EXECUTION_RETENTION_DAYS,
        count: values.EXECUTION_RETENTION_COUNT,
        bytes: values.EXECUTION_RETENTION_BYTES,
      }),
      code: Object.freeze({
        timeoutMs: values.CODE_TIMEOUT_MS,
        memoryBytes: values.CODE_MEMORY_BYTES,
        /** 0: one less than there are processors, at least one. */
        workers: values.CODE_WORKERS,
      }),
      http: Object.freeze({
        timeoutMs: values.HTTP_NODE_TIMEOUT_MS,
        maxBytes: values.HTTP_NODE_MAX_BYTES,
        allow: values.HTTP_NODE_ALLOW,
      }),
    }),
    secrets: Object.freeze({ keyring: new Keyring(values.SECRETS_KEY) }),
    workspace: Object.freeze({ dir: values.WORKSPACE_DIR, fileMaxBytes: values.FILE_MAX_BYTES }),
    /** `undefined`: nothing is traced. */
    tracing:
      values.OTEL_EXPORTER_OTLP_ENDPOINT === undefined
        ? undefined
        : Object.freeze({
            endpoint: values.OTEL_EXPORTER_OTLP_ENDPOINT,
            headers: values.OTEL_EXPORTER_OTLP_HEADERS,
            serviceName: values.OTEL_SERVICE_NAME,
          }),
    log: Object.freeze({
      level: values.LOG_LEVEL ?? (values.ENVIRONMENT === 'dev' ? 'debug' : 'info'),
      pretty: values.ENVIRONMENT === 'dev',
    }),
  })

export type Config = ReturnType<typeof toConfig>

export interface ConfigProblem {
  readonly name: string
  readonly message: string
}

/** Every variable that cannot be used. Values are never named: some of them are secrets. */
export class ConfigError extends Error {
  readonly problems: readonly ConfigProblem[]

  constructor(problems: readonly ConfigProblem[]) {
    super(problems.map(({ name, message }) => `${name} ${message}`).join('\n'))
    this.name = 'ConfigError'
    this.problems = problems
  }
}

export interface ConfigVariable {
  readonly name: string
  readonly description: string
  /** As it would be written; empty when the variable has none. */
  readonly default: string
}

/** Every variable that is read, in the order in which they are documented. */
export const configVariables: readonly ConfigVariable[] = Object.entries(Variables.shape).map(
  ([name, schema]) => ({
    name,
    description: schema.description ?? '',
    default: schema instanceof z.ZodPrefault ? String(schema.def.defaultValue) : '',
  }),
)

/** Reads the configuration; an empty value counts as not set. Throws a `ConfigError` that lists every bad name. */
export const parseConfig = (env: Readonly<Record<string, string | undefined>>): Config => {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''))
  const parsed = Environment.safeParse(given)
  if (parsed.success) return toConfig(parsed.data)
  const byName = new Map(parsed.error.issues.map(({ path, message }) => [String(path[0]), message]))
  throw new ConfigError([...byName].map(([name, message]) => ({ name, message })))
}
