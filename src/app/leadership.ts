import type { Leadership } from '../domain/leadership.ts'

/** Follows the lease on the database: its keeper sets it, the engine and the caches read it. */
export class LeaseLeadership implements Leadership {
  #isLeader = false
  readonly isShared: boolean

  constructor({ isShared }: { readonly isShared: boolean }) {
    this.isShared = isShared
  }

  get isLeader(): boolean {
    return this.#isLeader
  }

  gain(): void {
    this.#isLeader = true
  }

  lose(): void {
    this.#isLeader = false
  }
}
