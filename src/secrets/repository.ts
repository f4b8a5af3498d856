import { asc, eq, gt, sql } from 'drizzle-orm'
import type { Database } from '../db/client.ts'
import { secrets } from '../db/schema.ts'
import type { Writer } from '../db/writer.ts'
import { deleteSecret, type Resealing, resealSecrets, type SecretRow, saveSecret } from './statements.ts'

const { name, created_at, updated_at } = secrets

const prepare = ({ orm }: Database) => ({
  find: orm
    .select()
    .from(secrets)
    .where(eq(name, sql.placeholder('name')))
    .prepare(),
  page: orm
    .select({ name, created_at, updated_at })
    .from(secrets)
    .where(gt(name, sql.placeholder('after')))
    .orderBy(asc(name))
    .limit(sql.placeholder('limit'))
    .prepare(),
  all: orm.select().from(secrets).orderBy(asc(name)).prepare(),
})

export class SecretRepository {
  readonly #writer: Writer
  readonly #query: ReturnType<typeof prepare>

  constructor(database: Database, writer: Writer) {
    this.#writer = writer
    this.#query = prepare(database)
  }

  find(name: string): Promise<SecretRow | undefined> {
    return this.#query.find.get({ name })
  }

  /** By name, those after `after`; one more than `limit` when there are more. */
  page(after: string, limit: number) {
    return this.#query.page.all({ after, limit: limit + 1 })
  }

  all(): Promise<SecretRow[]> {
    return this.#query.all.all()
  }

  /** Creates a secret or replaces its value; `false` when there is no room for one more. */
  save(row: SecretRow): Promise<boolean> {
    return this.#writer.write(saveSecret, row)
  }

  remove(name: string): Promise<boolean> {
    return this.#writer.write(deleteSecret, name)
  }

  /** In one transaction; a secret that has changed meanwhile is left as it is. */
  reseal(items: readonly Resealing[]): Promise<void> {
    return this.#writer.write(resealSecrets, items)
  }
}
