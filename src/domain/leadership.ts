/** Whether this process is the one that may write to the database, keep what it has read, and run executions. */
export interface Leadership {
  readonly isLeader: boolean
}
