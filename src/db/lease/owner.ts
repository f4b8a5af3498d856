/** The process that holds the lease, as stored in the database. */
export interface LeaseHolder {
  readonly host: string
  readonly pid: number
  /** Unique for each start, as in a container every start may have the same pid: the hash of the operator's token (`tokenHash`). */
  readonly id: string
}

/** This process, and a check for other processes of its machine. */
export interface LeaseOwner {
  readonly holder: LeaseHolder
  /** Whether a process of this machine is running. */
  isAlive(pid: number): boolean
}
