import type { WriteKind } from '../../db/writer.ts'

/** A stored variable; `value` is JSON. */
export interface VariableRow {
  readonly name: string
  readonly value: unknown
  readonly description: string | null
  /** ISO-8601. */
  readonly created_at: string
  readonly updated_at: string
}

export const MAX_VARIABLES = 1000
/** Of all values together, as JSON. */
export const MAX_TOTAL_BYTES = 1024 * 1024

/** Why a variable was not saved. */
export type Excess = 'too_many' | 'too_large'

const OTHERS = `SELECT count(*) AS count, coalesce(sum(octet_length(value)), 0) AS bytes FROM variables WHERE name <> ?`

const SAVE = `INSERT INTO variables (name, value, description, created_at, updated_at)
  SELECT ?, ?, ?, ?, ? FROM (${OTHERS}) WHERE count < ${MAX_VARIABLES} AND bytes + octet_length(?) <= ${MAX_TOTAL_BYTES}
  ON CONFLICT DO UPDATE SET value = excluded.value, description = excluded.description, updated_at = excluded.updated_at`

/** Creates a variable or replaces it; gives the limit that would be exceeded. */
export const saveVariable: WriteKind<VariableRow, Excess | undefined> = {
  statements: (rows) =>
    rows.flatMap(({ name, value, description, created_at, updated_at }) => {
      const text = JSON.stringify(value)
      return [
        { sql: OTHERS, args: [name] },
        { sql: SAVE, args: [name, text, description, created_at, updated_at, name, text] },
      ]
    }),
  results: (sets, rows) =>
    rows.map((_, index) => {
      if ((sets[2 * index + 1]?.rowsAffected ?? 0) > 0) return undefined
      return Number(sets[2 * index]?.rows[0]?.count) < MAX_VARIABLES ? 'too_large' : 'too_many'
    }),
}

export const deleteVariable: WriteKind<string, void> = {
  statements: (names) => names.map((name) => ({ sql: 'DELETE FROM variables WHERE name = ?', args: [name] })),
  results: (_sets, names) => names.map(() => undefined),
}
