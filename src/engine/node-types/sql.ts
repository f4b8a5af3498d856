import { z } from 'zod'
import { maxCharacters } from '../../domain/plain-text.ts'
import { defineNodeType } from '../node-type.ts'
import type { TableTarget } from '../ports.ts'
import { rowsAs, withTables } from './tables.ts'

/** As many files as SQLite attaches. */
const MAX_TABLES = 10

const Parameters = z.strictObject({
  query: z
    .string()
    .min(1)
    .check(maxCharacters(100_000))
    .describe(
      'One statement of SQL that only reads, as SQLite understands it, with `REGEXP`, `regexp_substr`, `regexp_replace`, ' +
        '`median` and `percentile`. Values belong in `parameters`: `{{ }}` has no meaning here.',
    )
    .meta({
      examples: ['SELECT region, sum(amount) AS total FROM input GROUP BY region ORDER BY total DESC'],
    }),
  tables: z
    .record(
      z
        .string()
        .regex(
          /^[A-Za-z_][A-Za-z0-9_]{0,62}$/,
          'The name of a table must be up to 63 letters, digits and "_", and not start with a digit.',
        ),
      z.unknown(),
    )
    .refine((tables) => Object.keys(tables).length <= MAX_TABLES, {
      error: `A query may read at most ${MAX_TABLES} tables, as in SQLite. Join some of them in a sql node before it.`,
      params: { problem: 'too_many_tables', values: { maximum: MAX_TABLES } },
    })
    .optional()
    .describe(
      'What the query reads, by the names that it uses: tables, or lists of objects. Default: the input, as `input`, unless it is `null`.',
    )
    .meta({ examples: [{ orders: '{{ nodes.read_orders }}', customers: '{{ nodes.read_customers }}' }] }),
  parameters: z
    .union([z.record(z.string(), z.unknown()), z.array(z.unknown())])
    .default({})
    .describe('Values for `:name` in the query by name, or for each `?` in order.')
    .meta({ examples: [{ since: '{{ params.since }}' }, [100]] }),
  as: z
    .enum(['array', 'table'])
    .default('array')
    .describe(
      'What the output is: `array` is a list of objects, `table` a table in a file, which may have many more rows.',
    )
    .meta({ examples: ['table'] }),
})

export const sqlType = defineNodeType({
  type: 'sql',
  kind: 'task',
  title: 'SQL',
  description:
    'Runs a query over tables and lists: joins, groups, window functions, sorting. It sees nothing but these, and changes ' +
    'nothing. `null` in a column stays `null`; booleans of an input are 0 and 1 in the query, lists and objects JSON text.',
  effects: false,
  place: 'work',
  ports: ['out'],
  verbatim: ['query'],
  language: 'sql',
  parameters: Parameters,
  example: {
    parameters: { query: 'SELECT region, sum(amount) AS total FROM input GROUP BY region ORDER BY region' },
    input: [
      { region: 'north', amount: 2 },
      { region: 'south', amount: 3 },
      { region: 'north', amount: 5 },
    ],
    output: [
      { region: 'north', total: 7 },
      { region: 'south', total: 3 },
    ],
  },
  async run({ query, tables, parameters, as }, context) {
    const { services, signal, share, scope } = context
    // Nothing is no table: a query such as `SELECT 1` needs none.
    const given = Object.entries(tables ?? (scope.input === null ? {} : { input: scope.input }))
    return withTables(given, context, async (paths) => {
      const sql = { sql: query, parameters, tables: paths }
      const run = (target: TableTarget) => services.queries.run(sql, target, { signal, share })
      return { output: await rowsAs(as, context, run) }
    })
  },
})
