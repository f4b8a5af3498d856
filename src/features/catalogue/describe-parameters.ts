import { z } from 'zod'
import type { NodeType } from '../../engine/node-type.ts'

const MEDIA_TYPES = {
  jsonata: 'application/jsonata',
  javascript: 'text/javascript',
  sql: 'application/sql',
} as const

interface Part {
  readonly type?: unknown
  readonly anyOf?: readonly Part[] | undefined
}

/** The JSON Schema of a type's parameters. What is itself an expression or code has its `contentMediaType`. */
export const describeParameters = ({
  parameters,
  verbatim = [],
  language,
}: NodeType): Record<string, unknown> => {
  const { properties, ...schema } = z.toJSONSchema(parameters, { io: 'input', unrepresentable: 'any' })
  const described = Object.entries(properties ?? {}).map(([name, part]) => [
    name,
    verbatim.includes(name) && typeof part === 'object'
      ? withMediaType(part as Part, MEDIA_TYPES[language ?? 'jsonata'])
      : part,
  ])
  return { ...schema, properties: Object.fromEntries(described) }
}

const withMediaType = (part: Part, contentMediaType: string): Part => {
  if (part.type === 'string') return { ...part, ...{ contentMediaType } }
  if (!part.anyOf) return part
  return { ...part, anyOf: part.anyOf.map((each) => withMediaType(each, contentMediaType)) }
}
