import { OpenAPIHono, z } from '@hono/zod-openapi'

interface Described {
  /** As it would stand in the document, but for what may differ where it is referred to. */
  readonly text: string
  /** Its name in the document, if it has one. */
  readonly name: string | undefined
}

/** A schema as the only one of a document. */
const describe = (schema: z.ZodType): Described => {
  const { openAPIRegistry, getOpenAPI31Document } = new OpenAPIHono()
  const content = { 'application/json': { schema } }
  openAPIRegistry.registerPath({
    method: 'get',
    path: '/',
    responses: { 200: { description: '', content } },
  })
  const { paths, components } = getOpenAPI31Document({ openapi: '3.1.0', info: { title: '', version: '' } })
  const written = paths?.['/']?.get?.responses?.['200']?.content['application/json'].schema
  const name: string | undefined = written.$ref?.replace('#/components/schemas/', '')
  const { description, example, examples, default: _, ...shape } = Object(components?.schemas?.[name ?? ''])
  return { name, text: JSON.stringify(shape) }
}

const NOT_SHOWN: Described = { name: undefined, text: '' }

/** What no document shows, such as the function of a transformation, cannot be written and has no name. */
const describeIfShown = (schema: z.ZodType): Described | undefined => {
  try {
    return describe(schema)
  } catch (error) {
    if (!String(Object(error).message).startsWith('Unknown zod object type')) throw error
    return undefined
  }
}

/** Every schema below a value, also those that a document would leave out for another one of the same name. */
const schemasIn = (root: unknown): z.ZodType[] => {
  const seen = new Set<unknown>([root])
  // Grows while it is walked.
  for (const value of seen) {
    if (typeof value !== 'object' || value === null) continue
    for (const part of partsOf(value)) seen.add(part)
  }
  return [...seen].filter((value) => value instanceof z.ZodType)
}

const partsOf = (value: object): readonly unknown[] => {
  if (value instanceof z.ZodLazy) return [value.unwrap()]
  if (!(value instanceof z.ZodType)) return Object.values(value)
  // Checks are schemas for zod alone.
  return Object.entries(value.def).flatMap(([key, part]) => (key === 'checks' ? [] : [part]))
}

/** The names in the document that more than one schema has, and all names. */
export const namesOf = (root: unknown): { readonly all: string[]; readonly conflicts: string[] } => {
  const texts = new Map<string, Set<string>>()
  const described = new Map(schemasIn(root).map((schema) => [schema, describeIfShown(schema)] as const))
  for (const [schema, { name, text } = NOT_SHOWN] of described) {
    // An optional or nullable schema takes the name over from the one within it.
    const { innerType, in: source } = Object(schema.def)
    if (name === undefined || described.get(innerType ?? source)?.name === name) continue
    texts.set(name, (texts.get(name) ?? new Set()).add(text))
  }
  const names = [...texts]
  return {
    all: names.map(([name]) => name),
    conflicts: names.filter(([, each]) => each.size > 1).map(([name]) => name),
  }
}
