import { z } from 'zod'
import { maxCharacters } from '../../domain/plain-text.ts'
import { hasTemplate } from '../expressions/template.ts'
import { defineNodeType } from '../node-type.ts'
import type { DatabaseCall, TableTarget } from '../ports.ts'
import { rowsAs, withTables } from './tables.ts'

const Parameters = z.strictObject({
  connection: z
    .string()
    .min(1)
    .check(maxCharacters(2000))
    .describe(
      'The address of the database, kept as a secret: `postgres://user:password@host:5432/database`, `mysql://…` also for ' +
        'MariaDB, or `file:` with the path of an SQLite file in the selected folder. `?sslmode=require` encrypts and checks ' +
        'the certificate of the server, `no-verify` only encrypts; `?mode=rwc` creates a file, `ro` only reads it.',
    )
    .meta({ examples: ['{{ $secret("shop_db") }}', 'file:shop.db'] }),
  query: z
    .string()
    .min(1)
    .check(maxCharacters(100_000))
    .describe(
      'One statement in the SQL of the database. Values belong in `parameters`, as `:name` in the statement: `{{ }}` has ' +
        'no meaning here.',
    )
    .meta({ examples: ['SELECT id, total FROM orders WHERE placed_at >= :since ORDER BY id'] }),
  parameters: z
    .record(z.string(), z.unknown())
    .default({})
    .describe('Values for `:name` in the query. Lists and objects are given as JSON text.')
    .meta({ examples: [{ since: '{{ params.since }}' }] }),
  rows: z
    .unknown()
    .optional()
    .describe(
      'A table or a list of objects: the query runs once for each row, with its columns as `:name`, all in one transaction.',
    )
    .meta({ examples: ['{{ nodes.clean }}'] }),
  as: z
    .enum(['array', 'table'])
    .default('array')
    .describe(
      'What the rows of a result become: `array` is a list of objects, `table` a table in a file, which may have many more rows.',
    )
    .meta({ examples: ['table'] }),
})

export const databaseType = defineNodeType({
  type: 'database',
  kind: 'task',
  title: 'Database',
  description:
    'Runs a statement in a PostgreSQL, MySQL or MariaDB database, or in an SQLite file of the selected folder, and passes on ' +
    'the rows of its result; for a statement without a result, and with `rows`, `{changes}`: how many rows it has changed. ' +
    'It may run again after a restart. Only public addresses can be reached, and others that the server’s configuration ' +
    'allows.',
  effects: true,
  ports: ['out'],
  verbatim: ['query'],
  language: 'sql',
  parameters: Parameters,
  checkSaved: ({ connection }) => {
    const code = problemOf(connection)
    return code === undefined ? [] : [{ path: 'connection', code }]
  },
  secrets: ['connection'],
  answered: [
    'DATABASE_CONNECTION',
    'DATABASE_ADDRESS_REFUSED',
    'DATABASE_CONNECT',
    'DATABASE_AUTH',
    'DATABASE_TIMEOUT',
    'DATABASE_MEMORY',
    'DATABASE_ERROR',
    'DATABASE_PARAMETER',
    'DATABASE_ROWS',
    'TABLE_TOO_LARGE',
    'TABLES_FULL',
    'TABLE_NOT_FOUND',
    'TABLES_UNAVAILABLE',
    'NODE_QUEUE_FULL',
    'FILE_NOT_FOUND',
    'FILE_TOO_LARGE',
    'FILE_ERROR',
    'FILE_OUTSIDE_FOLDER',
  ],
  example: {
    parameters: {
      connection: 'file:shop.db?mode=rwc',
      query: 'SELECT upper(:name) AS name, 2 + 3 AS total',
      parameters: { name: 'ada' },
    },
    output: [{ name: 'ADA', total: 5 }],
  },
  async run({ connection, query: sql, parameters, rows, as }, context) {
    const { services, signal, share, redactor } = context
    const call = { connection, sql, parameters, secrets: redactor.values() }
    const run = async (more: Pick<DatabaseCall, 'rows'>, target: TableTarget) => {
      const { shape, changes } = await services.databases.run({ ...call, ...more }, target, { signal, share })
      if (!shape) throw new NoResult(changes)
      return shape
    }
    const result = (more: Pick<DatabaseCall, 'rows'>) => rowsAs(as, context, (target) => run(more, target))
    try {
      if (rows === undefined) return { output: await result({}) }
      return { output: await withTables([['rows', rows]], { ...context, code: 'DATABASE_ROWS' }, result) }
    } catch (error) {
      if (error instanceof NoResult) return { output: { changes: error.changes } }
      throw error
    }
  },
})

/** Thrown instead of the shape of a table, so that no file of one is kept. */
class NoResult extends Error {
  readonly changes: number

  constructor(changes: number) {
    super('the statement has no result')
    this.changes = changes
  }
}

// An expression that computes with a secret could make the failures of connections tell it piece by piece.
const SECRET_ALONE = /^\s*\{\{\s*\$secret\(\s*("[^"]*"|'[^']*')\s*\)\s*\}\}\s*$/
const PASSWORD = /^[a-z]+:\/\/[^/@]*:[^@]+@/i
const ADDRESS = /^\s*(postgres(ql)?:\/\/|mysql:\/\/|mariadb:\/\/|file:)/i

/** What is wrong with an address as it is saved. */
const problemOf = (connection: unknown): string | undefined => {
  if (typeof connection !== 'string' || connection === '') return undefined
  if (connection.includes('$secret')) {
    return SECRET_ALONE.test(connection) ? undefined : 'connection_secret_alone'
  }
  if (PASSWORD.test(connection)) return 'connection_password'
  return hasTemplate(connection) || ADDRESS.test(connection) ? undefined : 'connection_address'
}
