import { configVariables, parseConfig } from '../../../src/config/config.ts'
import { NodeTypes } from '../../../src/engine/node-types/registry.ts'
import { CatalogueService } from '../../../src/features/catalogue/service.ts'

const toTable = (rows: readonly (readonly string[])[]): string =>
  rows.map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |\n`).join('')

const code = (text: string): string => (text === '' ? '' : `\`${text}\``)

const configuration = (): string =>
  toTable([
    ['variable', 'default', 'what it does'],
    ['---', '---', '---'],
    ...configVariables.map(({ name, description, default: usual }) => [code(name), code(usual), description]),
  ])

const parameterNames = ({ properties, required }: Readonly<Record<string, unknown>>): string => {
  const needed = new Set(Array.isArray(required) ? required : [])
  return Object.keys(Object(properties))
    .map((name) => code(needed.has(name) ? name : `${name}?`))
    .join(' ')
}

const nodeTypes = (): string => {
  const catalogue = new CatalogueService({ types: new NodeTypes(), config: parseConfig({}), version: '' })
  return toTable([
    ['type', 'parameters', 'ports', 'what it does'],
    ['---', '---', '---', '---'],
    ...catalogue.nodeTypes.value.map(({ type, parameters, ports, dynamic_ports, description }) => [
      code(type),
      parameterNames(parameters),
      [...ports.map(code), ...(dynamic_ports ? ['its `cases`'] : [])].join(' '),
      description,
    ]),
  ])
}

/** The text with the tables between `<!-- name -->` and `<!-- /name -->` as they shall be. */
export const withTables = (readme: string): string =>
  Object.entries({ configuration, 'node types': nodeTypes }).reduce(
    (text, [name, table]) =>
      text.replace(
        new RegExp(`(<!-- ${name} -->\n)[\\s\\S]*(<!-- /${name} -->)`),
        (_, start, end) => `${start}\n${table()}\n${end}`,
      ),
    readme,
  )
