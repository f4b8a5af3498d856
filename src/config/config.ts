import { z } from 'zod'
import { backupVariables, toBackupConfig } from './backups.ts'
import { databaseVariables, isRemoteUrl, toDatabaseConfig } from './database.ts'
import { engineVariables, toEngineConfig } from './engine/engine.ts'
import { hostProblems, hostVariables, toHostsConfig } from './engine/hosts.ts'
import type { ValuesOf } from './env-values.ts'
import { loggingVariables, toLogConfig } from './logging.ts'
import { memoryVariables, toMemoryConfig } from './memory.ts'
import {
  codeVariables,
  databaseNodeVariables,
  outboundVariables,
  tableVariables,
  toCodeConfig,
  toDatabaseNodeConfig,
  toOutboundConfig,
  toTableConfig,
  toWorkspaceConfig,
  workspaceVariables,
} from './nodes.ts'
import { retentionVariables, toRetentionConfig, toVersionConfig } from './retention.ts'
import { secretsVariables, toSecretsConfig } from './secrets.ts'
import { serverVariables, toServerConfig } from './server.ts'
import { toTracingConfig, tracingVariables } from './tracing.ts'

/** In the order of the documentation. Defaults are written as a user would write them: the documentation prints them. */
const variables = {
  ...serverVariables,
  ...databaseVariables,
  ...secretsVariables,
  ...backupVariables,
  ...loggingVariables,
  ...memoryVariables,
  ...engineVariables,
  ...hostVariables,
  ...retentionVariables,
  ...codeVariables,
  ...outboundVariables,
  ...workspaceVariables,
  ...tableVariables,
  ...databaseNodeVariables,
  ...tracingVariables,
}

const Environment = z
  .object(variables)
  .refine(({ BACKUP_SCHEDULE, DATABASE_URL }) => BACKUP_SCHEDULE === '' || DATABASE_URL.startsWith('file:'), {
    path: ['BACKUP_SCHEDULE'],
    message: 'needs a database in a file; a remote one is backed up by its server',
  })
  .superRefine((values, context) => {
    for (const { path, message } of hostProblems(values))
      context.addIssue({ code: 'custom', path: [path], message })
  })
  .refine(
    (values) =>
      values.EXECUTION_MEMORY_LIMIT_BYTES <= values.MEMORY_CALLER_LIMIT_BYTES &&
      values.MEMORY_CALLER_LIMIT_BYTES <= values.MEMORY_LIMIT_BYTES,
    {
      path: ['MEMORY_LIMIT_BYTES'],
      message:
        'must be at least MEMORY_CALLER_LIMIT_BYTES, which must be at least EXECUTION_MEMORY_LIMIT_BYTES',
    },
  )

const toConfig = (values: ValuesOf<typeof variables>) =>
  Object.freeze({
    environment: values.ENVIRONMENT,
    http: toServerConfig(values),
    database: toDatabaseConfig(values),
    backup: toBackupConfig(values),
    engine: Object.freeze({
      ...toEngineConfig(values),
      retention: toRetentionConfig(values),
      code: toCodeConfig(values),
      http: toOutboundConfig(values),
    }),
    hosts: toHostsConfig(values),
    versions: toVersionConfig(values),
    memory: toMemoryConfig(values),
    secrets: toSecretsConfig(values),
    workspace: toWorkspaceConfig(values),
    tables: toTableConfig(values),
    databaseNode: toDatabaseNodeConfig(values),
    tracing: toTracingConfig(values),
    log: toLogConfig(values),
  })

export type Config = ReturnType<typeof toConfig>

export interface ConfigProblem {
  readonly name: string
  readonly message: string
}

/** Names every invalid variable, but never its value: some of them are secrets. */
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
  /** As a user would write it; empty without a default. */
  readonly default: string
}

/** Every variable, in the order of the documentation. */
export const configVariables: readonly ConfigVariable[] = Object.entries(variables).map(([name, schema]) => ({
  name,
  description: schema.description ?? '',
  default: schema instanceof z.ZodPrefault ? String(schema.def.defaultValue) : '',
}))

/** A setting that would have no effect is refused, instead of letting somebody rely on it. */
const remoteProblems = ({
  DATABASE_URL = '',
  DATABASE_SYNCHRONOUS,
}: Readonly<Record<string, string | undefined>>): readonly ConfigProblem[] =>
  DATABASE_SYNCHRONOUS === undefined || !isRemoteUrl(DATABASE_URL)
    ? []
    : [
        {
          name: 'DATABASE_SYNCHRONOUS',
          message: 'needs a database in a file; how a remote one flushes its commits is up to its server',
        },
      ]

/** An empty value counts as not set. @throws ConfigError that lists every invalid variable */
export const parseConfig = (env: Readonly<Record<string, string | undefined>>): Config => {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''))
  const parsed = Environment.safeParse(given)
  const refused = remoteProblems(given)
  if (parsed.success && refused.length === 0) return toConfig(parsed.data)
  const byName = new Map(parsed.error?.issues.map(({ path, message }) => [String(path[0]), message]))
  throw new ConfigError([...[...byName].map(([name, message]) => ({ name, message })), ...refused])
}
