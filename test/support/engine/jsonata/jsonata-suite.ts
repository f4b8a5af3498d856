import { readdir, readFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { z } from 'zod'

/** A case as the suite of JSONata has them: files of one or several in `groups`, and their data in `datasets`. */
const SuiteCase = z.looseObject({
  expr: z.string().optional(),
  'expr-file': z.string().optional(),
  data: z.unknown().optional(),
  dataset: z.string().nullish(),
  bindings: z.record(z.string(), z.unknown()).optional(),
})

export interface JsonataCase {
  /** Its group and file, and its number when the file has several. */
  readonly name: string
  readonly source: string
  readonly data: unknown
}

/** The cases below a folder with `groups` and `datasets`, in the order of their names. */
export async function* casesIn(folder: string): AsyncGenerator<JsonataCase> {
  const groups = join(folder, 'groups')
  const names = await readdir(groups, { recursive: true })
  for (const name of names.filter((each) => each.endsWith('.json')).sort()) {
    const file = join(groups, name)
    const content: unknown = JSON.parse(await readFile(file, 'utf8'))
    const cases = z.array(SuiteCase).parse([content].flat())
    for (const [index, each] of cases.entries()) {
      const expression = each.expr ?? (await readFile(join(dirname(file), each['expr-file'] ?? ''), 'utf8'))
      const data = each.dataset ? await readDataset(folder, each.dataset) : each.data
      const source = withBindings(expression, each.bindings ?? {})
      yield { name: cases.length > 1 ? `${name}[${index}]` : name, source, data }
    }
  }
}

/** The first part of the name of a case. */
export const groupOf = ({ name }: JsonataCase): string =>
  dirname(name) === '.' ? basename(name).replace(/\.json.*$/, '') : dirname(name)

const readDataset = async (folder: string, name: string): Promise<unknown> =>
  JSON.parse(await readFile(join(folder, 'datasets', `${name}.json`), 'utf8'))

const withBindings = (expression: string, bindings: Readonly<Record<string, unknown>>): string => {
  const assignments = Object.entries(bindings).map(
    ([name, value]) => `$${name} := ${JSON.stringify(value)}; `,
  )
  return assignments.length > 0 ? `(${assignments.join('')}${expression}\n)` : expression
}
