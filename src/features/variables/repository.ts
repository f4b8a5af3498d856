import { asc, eq, getTableColumns, sql } from 'drizzle-orm'
import type { Database } from '../../db/client.ts'
import { type PageRequest, pageReader } from '../../db/page-reader.ts'
import { variables } from '../../db/schema/variables.ts'
import type { Writer } from '../../db/writer.ts'
import type { Page } from '../../domain/cursor.ts'
import { deleteVariable, type Excess, saveVariable, type VariableRow } from './statements.ts'

const { name, value } = variables

const readPage = pageReader({ columns: getTableColumns(variables), key: [name], direction: 'ASC' })

const prepare = ({ orm }: Database) => ({
  find: orm
    .select()
    .from(variables)
    .where(eq(name, sql.placeholder('name')))
    .prepare(),
  values: orm.select({ name, value }).from(variables).orderBy(asc(name)).prepare(),
})

export class VariableRepository {
  readonly #database: Database
  readonly #writer: Writer
  readonly #query: ReturnType<typeof prepare>

  constructor(database: Database, writer: Writer) {
    this.#database = database
    this.#writer = writer
    this.#query = prepare(database)
  }

  find(name: string): Promise<VariableRow | undefined> {
    return this.#query.find.get({ name })
  }

  /** Ordered by name. */
  page(request: Pick<PageRequest, 'after' | 'limit'>): Promise<Page> {
    return readPage(this.#database, request)
  }

  /** Names and values of all variables, ordered by name. */
  values(): Promise<Pick<VariableRow, 'name' | 'value'>[]> {
    return this.#query.values.all()
  }

  /** Creates a variable or replaces it; gives the limit that would be exceeded. */
  save(row: VariableRow): Promise<Excess | undefined> {
    return this.#writer.write(saveVariable, row)
  }

  remove(name: string): Promise<void> {
    return this.#writer.write(deleteVariable, name)
  }
}
