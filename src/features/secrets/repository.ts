import { asc, eq, sql } from 'drizzle-orm'
import type { Database } from '../../db/client.ts'
import { type PageRequest, pageReader } from '../../db/page-reader.ts'
import { secrets } from '../../db/schema.ts'
import type { Writer } from '../../db/writer.ts'
import type { Page } from '../../domain/cursor.ts'
import { deleteSecret, type Resealing, resealSecrets, type SecretRow, saveSecret } from './statements.ts'

const { name, created_at, updated_at } = secrets

const readPage = pageReader({ columns: { name, created_at, updated_at }, key: [name], direction: 'ASC' })

const prepare = ({ orm }: Database) => ({
  find: orm
    .select()
    .from(secrets)
    .where(eq(name, sql.placeholder('name')))
    .prepare(),
  all: orm.select().from(secrets).orderBy(asc(name)).prepare(),
})

export class SecretRepository {
  readonly #database: Database
  readonly #writer: Writer
  readonly #query: ReturnType<typeof prepare>

  constructor(database: Database, writer: Writer) {
    this.#database = database
    this.#writer = writer
    this.#query = prepare(database)
  }

  find(name: string): Promise<SecretRow | undefined> {
    return this.#query.find.get({ name })
  }

  /** Names and times, ordered by name. */
  page(request: Pick<PageRequest, 'after' | 'limit'>): Promise<Page> {
    return readPage(this.#database, request)
  }

  all(): Promise<SecretRow[]> {
    return this.#query.all.all()
  }

  /** Creates a secret or replaces its value; `false` if there are too many secrets. */
  save(row: SecretRow): Promise<boolean> {
    return this.#writer.write(saveSecret, row)
  }

  remove(name: string): Promise<boolean> {
    return this.#writer.write(deleteSecret, name)
  }

  /** In one transaction; skips secrets that have changed meanwhile. */
  reseal(items: readonly Resealing[]): Promise<void> {
    return this.#writer.write(resealSecrets, items)
  }
}
