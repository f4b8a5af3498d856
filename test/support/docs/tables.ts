import { buildOpenApiDocument } from '../../../src/app/openapi-document.ts'
import { configVariables, parseConfig } from '../../../src/config/config.ts'
import { ADDED_FUNCTIONS } from '../../../src/engine/expressions/functions/added/added-functions.ts'
import { callOf } from '../../../src/engine/expressions/functions/functions.ts'
import { JSONATA_FUNCTIONS } from '../../../src/engine/expressions/functions/standard/jsonata-functions.ts'
import { NodeTypes } from '../../../src/engine/node-types/registry.ts'
import { CatalogueService } from '../../../src/features/catalogue/service.ts'
import { operationsOf } from '../contract/operations.ts'
import { readDocuments } from './documents.ts'

const toTable = (header: readonly string[], rows: readonly (readonly string[])[]): string =>
  [header, header.map(() => '---'), ...rows]
    .map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |\n`)
    .join('')

const code = (text: string): string => (text === '' ? '' : `\`${text}\``)

const configuration = (): string =>
  toTable(
    ['variable', 'default', 'what it does'],
    configVariables.map(({ name, description, default: usual }) => [code(name), code(usual), description]),
  )

const parameterNames = ({ properties, required }: Readonly<Record<string, unknown>>): string => {
  const needed = new Set(Array.isArray(required) ? required : [])
  return Object.keys(Object(properties))
    .map((name) => code(needed.has(name) ? name : `${name}?`))
    .join(' ')
}

const nodeTypes = (): string => {
  const catalogue = new CatalogueService({ types: new NodeTypes(), config: parseConfig({}), version: '' })
  return toTable(
    ['type', 'parameters', 'ports', 'what it does'],
    catalogue
      .nodeTypes('en')
      .value.map(({ type, parameters, ports, dynamic_ports, description }) => [
        code(type),
        parameterNames(parameters),
        [...ports.map(code), ...(dynamic_ports ? ['its `cases`'] : [])].join(' '),
        description,
      ]),
  )
}

const addedFunctions = (): string =>
  ADDED_FUNCTIONS.map((added) => {
    const examples = added.examples.map(({ expression, value }) => [
      code(expression),
      value === undefined ? '' : code(JSON.stringify(value)),
    ])
    const shown = examples.every(([, value]) => value !== '')
      ? toTable(['expression', 'value'], examples)
      : ''
    return [`**\`${callOf(added)}\`**: ${added.description}\n`, shown]
      .filter((part) => part !== '')
      .join('\n')
  }).join('\n')

const standardFunctions = (): string =>
  toTable(
    ['function', 'what it gives'],
    JSONATA_FUNCTIONS.map((standard) => [code(callOf(standard)), standard.description]),
  )

const scopesOf = (scopes: readonly string[] | undefined): string => {
  if (scopes === undefined) return ''
  return scopes.length === 0 ? 'any' : scopes.map(code).join(' and ')
}

const routes = async (): Promise<string> =>
  toTable(
    ['method', 'path', 'scope', 'what it does'],
    operationsOf(await buildOpenApiDocument()).map(({ method, path, operation }) => [
      method,
      code(path),
      scopesOf(operation['x-required-scopes']),
      operation.summary ?? '',
    ]),
  )

const decisions = (): string =>
  toTable(
    ['record', 'decision'],
    readDocuments().flatMap(({ path, text }) => {
      const [, file, number] = /^docs\/decisions\/((\d{4})-.+)$/.exec(path) ?? []
      const [, title = ''] = /^# (?:\d{4}: )?(.+)$/m.exec(text) ?? []
      return number === undefined ? [] : [[`[${number}](${file})`, title]]
    }),
  )

export type Tables = Readonly<Record<string, string>>

/** The generated tables by the name of their markers. */
export const buildTables = async (): Promise<Tables> => ({
  configuration: configuration(),
  decisions: decisions(),
  'added functions': addedFunctions(),
  'node types': nodeTypes(),
  'standard functions': standardFunctions(),
  routes: await routes(),
})

/** The text with the current tables between `<!-- name -->` and `<!-- /name -->`. */
export const withTables = (text: string, tables: Tables): string =>
  Object.entries(tables).reduce(
    (result, [name, table]) =>
      result.replace(
        new RegExp(`(<!-- ${name} -->\n)[\\s\\S]*?(<!-- /${name} -->)`),
        (_, start, end) => `${start}\n${table}\n${end}`,
      ),
    text,
  )
