import { type CommandContext, print } from '../context.ts'
import { toJsonText } from '../documents.ts'
import { toTable } from '../table.ts'
import type { ListFlags } from './group.ts'

/** The text of each column, by its heading. */
export type Columns<T> = Readonly<Record<string, (item: T) => string>>

/** Prints items as a table, or as JSON. */
export const printList = async <T>(
  { stdout }: Pick<CommandContext, 'stdout'>,
  items: readonly T[],
  columns: Columns<T>,
  { json = false }: ListFlags,
): Promise<void> => {
  const rows = items.map((item) => Object.values(columns).map((textOf) => textOf(item)))
  await print(stdout, json ? toJsonText(items) : toTable([Object.keys(columns), ...rows]))
}
