import type { Language } from '../graph/references.ts'

/** The parts of JSON Schema that the parameters of node types are made of. */
export interface Schema {
  readonly type?: string | readonly string[]
  readonly title?: string
  readonly description?: string
  readonly default?: unknown
  readonly examples?: readonly unknown[]
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: boolean | Schema
  readonly items?: Schema
  readonly anyOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
  readonly minimum?: number
  readonly maximum?: number
  readonly exclusiveMinimum?: number
  readonly maxLength?: number
  readonly pattern?: string
  readonly format?: string
  readonly contentMediaType?: string
}

export type Control =
  | { readonly kind: 'text'; readonly pattern?: string | undefined }
  | {
      readonly kind: 'number'
      readonly isInteger: boolean
      readonly minimum?: number
      readonly maximum?: number
    }
  | { readonly kind: 'script-id' }
  | { readonly kind: 'switch' }
  | { readonly kind: 'choice'; readonly options: readonly string[] }
  | { readonly kind: 'script'; readonly language: Language }
  | { readonly kind: 'list' }
  /** Of some maps the values can only be text. */
  | { readonly kind: 'map'; readonly isText: boolean }
  | { readonly kind: 'group'; readonly fields: readonly Field[] }
  | { readonly kind: 'variants'; readonly variants: readonly Field[] }
  | { readonly kind: 'json'; readonly prefersText: boolean }

export interface Field {
  readonly name: string
  readonly description: string
  readonly isRequired: boolean
  readonly default?: unknown
  readonly example?: unknown
  /** The value that cannot be another, by which a variant is known. */
  readonly constant?: unknown
  readonly control: Control
}

/** The fields of a form, in the order of the schema with the required ones first. */
export const fieldsOf = ({ properties = {}, required = [] }: Schema): Field[] =>
  Object.entries(properties)
    .map(([name, schema]) => toField(name, schema, required.includes(name)))
    .toSorted((a, b) => Number(b.isRequired) - Number(a.isRequired))

const toField = (name: string, schema: Schema, isRequired: boolean): Field => ({
  name,
  description: schema.description ?? '',
  isRequired,
  ...(schema.default !== undefined && { default: schema.default }),
  ...(schema.examples?.[0] !== undefined && { example: schema.examples[0] }),
  ...(schema.const !== undefined && { constant: schema.const }),
  control: name === 'script_id' ? { kind: 'script-id' } : controlOf(schema),
})

const LANGUAGES: ReadonlyMap<string, Language> = new Map([
  ['application/jsonata', 'jsonata'],
  ['text/javascript', 'javascript'],
  ['application/sql', 'sql'],
])

const controlOf = (schema: Schema): Control => {
  const variants = schema.oneOf ?? schema.anyOf
  if (variants) return { kind: 'variants', variants: variants.map(toVariant) }
  if (schema.enum?.every((each) => typeof each === 'string')) return { kind: 'choice', options: schema.enum }
  switch (schema.type) {
    case 'string':
      return textControl(schema)
    case 'integer':
    case 'number':
      return numberControl(schema)
    case 'boolean':
      return { kind: 'switch' }
    case 'array':
      return schema.items?.type === 'string' ? { kind: 'list' } : json(schema)
    case 'object':
      if (schema.properties) return { kind: 'group', fields: fieldsOf(schema) }
      return { kind: 'map', isText: valuesOf(schema)?.type === 'string' }
    default:
      return json(schema)
  }
}

const valuesOf = ({ additionalProperties }: Schema): Schema | undefined =>
  typeof additionalProperties === 'object' ? additionalProperties : undefined

const json = ({ examples = [], type }: Schema): Control => ({
  kind: 'json',
  prefersText: type === undefined && typeof examples[0] === 'string',
})

const textControl = ({ contentMediaType = '', pattern }: Schema): Control => {
  const language = LANGUAGES.get(contentMediaType)
  return language ? { kind: 'script', language } : { kind: 'text', pattern }
}

const numberControl = ({ type, minimum, exclusiveMinimum, maximum }: Schema): Control => {
  const least = minimum ?? (exclusiveMinimum === undefined ? undefined : exclusiveMinimum + 1)
  return {
    kind: 'number',
    isInteger: type === 'integer',
    ...(least !== undefined && { minimum: least }),
    ...(maximum !== undefined && { maximum }),
  }
}

/** A variant is called by the constant that it is known by, or else by its kind. */
const toVariant = (schema: Schema): Field => {
  const constant = Object.entries(schema.properties ?? {}).find(([, each]) => each.const !== undefined)
  const control = controlOf(schema)
  return toField(constant ? String(constant[1].const) : control.kind, schema, false)
}
