/** Whether this process is the one that may write to the database, cache what it reads, and run executions. */
export interface Leadership {
  readonly isLeader: boolean
}
