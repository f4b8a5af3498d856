/** Whether this process may write to the database and run executions. */
export interface Leadership {
  readonly isLeader: boolean
  /** Whether others may write at the same time, so that nothing read is cached. */
  readonly isShared?: boolean
}

/** Whether what was read stays true until this process changes it. */
export const mayCache = ({ isLeader, isShared = false }: Leadership): boolean => isLeader && !isShared
