/** Takes the rows of a result as they come. */
export interface RowSink {
  /** Called once before the rows, and not at all for a statement that has none. */
  columns(names: readonly string[]): void
  row(cells: readonly unknown[]): void
}

/** A connection to a database, which runs one statement at a time. Failures are `NodeError`s. */
export interface Session {
  /** @returns how many rows have changed */
  run(sql: string, values: readonly unknown[], sink: RowSink): Promise<number>
  /** Runs a statement with each list of values, all in one transaction, and counts the rows that have changed. */
  runAll(sql: string, lists: Iterable<readonly unknown[]>): Promise<number>
  /** Ends the statement that runs; over another connection, as the one of the session waits for it. */
  cancel(): Promise<void>
  close(): Promise<void>
}

/** The part of a transaction that is the same for all databases. */
export const inTransaction = async (
  command: (sql: string) => Promise<unknown>,
  work: () => Promise<number>,
): Promise<number> => {
  await command('BEGIN')
  try {
    const changes = await work()
    await command('COMMIT')
    return changes
  } catch (error) {
    // The connection may be gone, and with it the transaction.
    await command('ROLLBACK').catch(() => undefined)
    throw error
  }
}
