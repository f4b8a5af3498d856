import { z } from 'zod'
import { parseHostRule } from '../lib/net/host-rule.ts'
import {
  bytes,
  count,
  directory,
  filePath,
  integer,
  list,
  milliseconds,
  type ValuesOf,
} from './env-values.ts'

const allowedHost = z
  .string()
  .refine(
    (text) => parseHostRule(text) !== undefined,
    'must list hosts, host:port or CIDR ranges such as db.internal, 127.0.0.1:9000, 10.0.0.0/8',
  )

export const codeVariables = {
  CODE_TIMEOUT_MS: milliseconds(1)
    .prefault('1000')
    .describe('Maximum processor time of one code node, including time spent waiting for timers'),
  CODE_WALL_TIME_MS: milliseconds(1)
    .prefault('30000')
    .describe(
      'Maximum time from start to end of one code node, even if the server is busy; at least twice CODE_TIMEOUT_MS',
    ),
  CODE_MEMORY_BYTES: bytes(1_048_576).prefault('16777216').describe('Maximum memory of one code node'),
  CODE_OUTPUT_BYTES: bytes()
    .prefault('1048576')
    .describe('Maximum size of the result of one code node, as JSON'),
  CODE_LOG_BYTES: bytes(0)
    .prefault('65536')
    .describe('Maximum size of the log of one code node; further lines are left out'),
  CODE_WORKERS: integer(0, 256)
    .prefault('0')
    .describe(
      'Threads for the code nodes of one key, or one address without a key; 0 for one less than the number of processors. Two more are reserved for others',
    ),
}

export const toCodeConfig = (values: ValuesOf<typeof codeVariables>) =>
  Object.freeze({
    timeoutMs: values.CODE_TIMEOUT_MS,
    wallTimeMs: Math.max(values.CODE_WALL_TIME_MS, 2 * values.CODE_TIMEOUT_MS),
    memoryBytes: values.CODE_MEMORY_BYTES,
    outputBytes: values.CODE_OUTPUT_BYTES,
    logBytes: values.CODE_LOG_BYTES,
    /** 0: one fewer than there are processors, but at least one. */
    workers: values.CODE_WORKERS,
  })

export const outboundVariables = {
  HTTP_NODE_TIMEOUT_MS: milliseconds(1)
    .prefault('30000')
    .describe('Maximum duration of one outgoing request'),
  HTTP_NODE_CONCURRENCY: count().prefault('256').describe('Outgoing requests at once'),
  HTTP_NODE_CALLER_CONCURRENCY: count()
    .prefault('128')
    .describe('How many of HTTP_NODE_CONCURRENCY each key, or each address without a key, may have'),
  HTTP_NODE_MAX_BYTES: bytes()
    .prefault('10485760')
    .describe('Maximum size of the response to an outgoing request, unless it is saved as a file'),
  HTTP_NODE_ALLOW: list(allowedHost)
    .prefault('')
    .describe(
      'Non-public destinations that http_request and database nodes may reach: hosts, host:port or CIDR ranges, comma separated',
    ),
  EXTRA_CA_CERTS: list(filePath())
    .prefault('')
    .describe(
      'PEM files with certificates of further authorities that http_request and database nodes trust, comma separated',
    ),
}

export const toOutboundConfig = (values: ValuesOf<typeof outboundVariables>) =>
  Object.freeze({
    timeoutMs: values.HTTP_NODE_TIMEOUT_MS,
    concurrency: values.HTTP_NODE_CONCURRENCY,
    callerConcurrency: values.HTTP_NODE_CALLER_CONCURRENCY,
    maxBytes: values.HTTP_NODE_MAX_BYTES,
    allow: values.HTTP_NODE_ALLOW,
    extraCaCerts: values.EXTRA_CA_CERTS,
  })

export const workspaceVariables = {
  WORKSPACE_DIR: directory().prefault('./workspace').describe('Folder that scripts can read and write'),
  FILE_MAX_BYTES: bytes()
    .prefault('104857600')
    .describe('Maximum size of a file that a script reads or writes, or that is uploaded'),
  FILE_TIMEOUT_MS: milliseconds(1)
    .prefault('120000')
    .describe('Maximum time for reading or writing one file'),
  XML_DEPTH_LIMIT: integer(1, 1000)
    .prefault('200')
    .describe('Maximum number of elements within each other in an xml file that is read'),
  XML_ENTITY_LIMIT: integer(0, 100_000)
    .prefault('1000')
    .describe('Maximum number of entities that an xml file may define for itself'),
  WORKSPACE_QUOTA_BYTES: bytes(0)
    .prefault('0')
    .describe('Maximum size of all files in the workspace together; 0 for no limit'),
}

export const toWorkspaceConfig = (values: ValuesOf<typeof workspaceVariables>) =>
  Object.freeze({
    dir: values.WORKSPACE_DIR,
    fileMaxBytes: values.FILE_MAX_BYTES,
    fileTimeoutMs: values.FILE_TIMEOUT_MS,
    xml: Object.freeze({ depth: values.XML_DEPTH_LIMIT, entities: values.XML_ENTITY_LIMIT }),
    /** 0: no limit. */
    quotaBytes: values.WORKSPACE_QUOTA_BYTES,
  })

export const tableVariables = {
  TABLE_DIR: directory()
    .optional()
    .describe(
      'Folder for the tables of executions; by default beside the database, with its name and `-tables`. A database on another machine needs one for nodes to make tables',
    ),
  TABLE_MAX_ROWS: integer(1, 1_000_000_000)
    .prefault('10000000')
    .describe('Maximum number of rows of a table'),
  TABLE_MAX_BYTES: bytes().prefault('536870912').describe('Maximum size of a table on disk'),
  TABLE_QUOTA_BYTES: bytes(0)
    .prefault('5368709120')
    .describe('Maximum size of the tables of all executions together; 0 for no limit'),
  SQL_TIMEOUT_MS: milliseconds(1).prefault('60000').describe('Maximum run time of one query of a sql node'),
  SQL_MEMORY_BYTES: bytes(16_777_216)
    .prefault('268435456')
    .describe(
      'Maximum memory of one query of a sql node, beyond which sorting and grouping go to disk, and of one of a database node',
    ),
}

export const databaseNodeVariables = {
  DATABASE_NODE_TIMEOUT_MS: milliseconds(1)
    .prefault('60000')
    .describe('Maximum duration of one database node, from its connection to the last row'),
  DATABASE_NODE_CONCURRENCY: count()
    .prefault('4')
    .describe(
      'Database nodes that run at once, each in a process; one key, or one address without a key, may have three quarters of them',
    ),
}

export const toDatabaseNodeConfig = (values: ValuesOf<typeof databaseNodeVariables>) =>
  Object.freeze({
    timeoutMs: values.DATABASE_NODE_TIMEOUT_MS,
    concurrency: values.DATABASE_NODE_CONCURRENCY,
  })

export const toTableConfig = (values: ValuesOf<typeof tableVariables>) =>
  Object.freeze({
    dir: values.TABLE_DIR,
    maxRows: values.TABLE_MAX_ROWS,
    maxBytes: values.TABLE_MAX_BYTES,
    /** 0: no limit. */
    quotaBytes: values.TABLE_QUOTA_BYTES,
    query: Object.freeze({ timeoutMs: values.SQL_TIMEOUT_MS, memoryBytes: values.SQL_MEMORY_BYTES }),
  })
