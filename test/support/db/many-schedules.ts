import { DatabaseSync } from 'node:sqlite'

/** Makes many of the only stored schedule, which all tick at the same time. */
export const multiplySchedule = (path: string, count: number) => {
  const database = new DatabaseSync(path)
  const columns = database
    .prepare(`SELECT group_concat(name) AS names FROM pragma_table_info('schedules') WHERE name <> 'id'`)
    .get()
  database
    .prepare(
      `WITH RECURSIVE others (number) AS (SELECT 2 UNION ALL SELECT number + 1 FROM others WHERE number < ?)
        INSERT INTO schedules (${columns?.names}) SELECT ${columns?.names} FROM schedules, others`,
    )
    .run(count)
  database.close()
}
