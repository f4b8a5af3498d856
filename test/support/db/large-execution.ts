import { DatabaseSync } from 'node:sqlite'

/** Gives a stored execution an input of this size, as an earlier version without limits may have left it. */
export const enlargeExecution = (path: string, id: string, bytes: number) => {
  const database = new DatabaseSync(path)
  database
    .prepare(`UPDATE executions SET input = '"' || hex(zeroblob(?)) || '"' WHERE id = ?`)
    .run(Math.floor(bytes / 2), id)
  database.close()
}
