import type { InStatement } from '@libsql/client'
import type { Registry } from 'prom-client'
import type { Config } from '../config/config.ts'
import type { Database } from '../db/client.ts'
import type { LeaseOwner } from '../db/lease/owner.ts'
import type { Migration } from '../db/migrate.ts'
import type { Leadership } from '../domain/leadership.ts'
import type { Duties } from '../engine/restate/duties.ts'
import type { Program } from '../lib/system/program.ts'
import type { AlarmClock } from '../lib/time/clock.ts'
import type { Logger } from '../logging/logger.ts'
import type { Tracing } from '../telemetry/tracing.ts'

/** What every part of the application is composed from. */
export interface AppContext {
  readonly config: Config
  readonly logger: Logger
  readonly clock: AlarmClock
  /** Random numbers in [0, 1), for the jitter between attempts. */
  readonly random: () => number
  /** This process, as the lease on the database names it. */
  readonly owner: LeaseOwner
  /** Lets the operator of this machine do everything. */
  readonly operatorToken: string
  /** How this program is started, for the backups that it runs. */
  readonly self: Program
  /** The registry behind `/metrics`. */
  readonly metrics: Registry
  /** The history of the schema that a ready server has applied. */
  readonly migrations: readonly Migration[]
  readonly tracing: Tracing | undefined
  /** What outgoing requests trust in addition to the authorities of Node, in PEM. */
  readonly authorities: readonly string[]
  readonly database: Database
  /** Whether a thread writes to the database, once there is something to write. */
  readonly writesInThread: boolean
  readonly leadership: Leadership
  /** Whether this process does what one does for all. */
  readonly duty: Leadership
  /** What several hosts have in common; `undefined` when this process runs all executions itself. */
  readonly hosts: (NonNullable<Config['hosts']> & { readonly duties: Duties }) | undefined
  /** Stands first in every write and fails it when another process holds the lease. */
  readonly fence: InStatement | undefined
  /** Whatever is opened registers here to be closed, in reverse order of opening. */
  readonly resources: AsyncDisposableStack
}
