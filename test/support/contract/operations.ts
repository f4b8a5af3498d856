import { Ajv2020 } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import type { buildOpenApiDocument } from '../../../src/app/openapi-document.ts'
import { isRecord } from '../../../src/lib/json/is-record.ts'

export type Document = Awaited<ReturnType<typeof buildOpenApiDocument>>

export interface PublishedAnswer {
  readonly pointer: string
  readonly headers?: Readonly<Record<string, unknown>>
  readonly content?: Readonly<Record<string, { readonly examples?: Readonly<Record<string, unknown>> }>>
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const

/** An answer of an operation, and where the document describes it. */
const resolve = ({ components }: Document, response: Readonly<Record<string, unknown>>, at: string) => {
  const { $ref } = response
  if (typeof $ref !== 'string') return { pointer: at, ...response }
  const pointer = $ref.slice(1)
  return { pointer, ...Object(components?.responses?.[pointer.split('/').at(-1) ?? '']) }
}

/** Every operation of the document, with its answers by status. */
export const operationsOf = (document: Document) =>
  Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const operation = item[method]
      if (!operation) return []
      const { operationId: id = `${method} ${path}`, parameters = [], requestBody } = operation
      const pointer = pointerOf('paths', path, method)
      const responses: Readonly<Record<string, PublishedAnswer>> = Object.fromEntries(
        Object.entries(operation.responses ?? {}).map(([status, response]) => [
          status,
          resolve(document, response, pointer + pointerOf('responses', status)),
        ]),
      )
      return [
        { id, path, method: method.toUpperCase(), operation, parameters, responses, requestBody, pointer },
      ]
    }),
  )

export type Operation = ReturnType<typeof operationsOf>[number]

/** The names of its parameters in `path`, `query` or `header`. */
export const parametersOf = ({ parameters }: Operation, place: string): string[] =>
  parameters.flatMap((parameter) => ('in' in parameter && parameter.in === place ? [parameter.name] : []))

export const pointerOf = (...parts: readonly string[]): string =>
  parts.map((part) => `/${part.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')

/** The document with every object closed: what is sent has no field that is not published. */
const close = (schema: unknown): unknown => {
  if (Array.isArray(schema)) return schema.map(close)
  if (!isRecord(schema)) return schema
  const closed = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, close(value)]))
  const isOpen =
    schema.type === 'object' && isRecord(schema.properties) && !('additionalProperties' in schema)
  return isOpen ? { ...closed, additionalProperties: false } : closed
}

/** Says what is wrong with a value by the schema at a pointer of the document; nothing when it fits. */
export const createChecker = (document: Document) => {
  // There are more schemas than values to check: to compile each costs more than what it would be faster for.
  const quickly = { code: { optimize: false }, inlineRefs: false }
  const ajv = new Ajv2020({ strict: false, allErrors: true, ...quickly })
  formats.default(ajv)
  ajv.addSchema(Object(close(document)), 'openapi.json')
  return (pointer: string, value: unknown): string | undefined => {
    const id = `openapi.json#${encodeURI(pointer)}`
    const validate = ajv.getSchema(id) ?? ajv.compile({ $ref: id })
    return validate(value) ? undefined : ajv.errorsText(validate.errors)
  }
}

export type Checker = ReturnType<typeof createChecker>

export interface Example {
  readonly schema: string
  readonly at: string
  readonly value: unknown
}

const SHARED = '#/components/examples/'

const named = (examples: unknown, shared: Readonly<Record<string, unknown>>): unknown[] => {
  if (Array.isArray(examples)) return examples
  if (!isRecord(examples)) return []
  return Object.values(examples).map((example) => {
    const { $ref, value } = Object(example)
    return typeof $ref === 'string' ? Object(shared[$ref.replace(SHARED, '')]).value : value
  })
}

const VALUES: ReadonlySet<string> = new Set(['example', 'examples', 'default', 'enum'])

/** Every example in a part of the document, with the schema that it belongs to. */
export const examplesIn = (document: Document): Example[] => {
  const { examples: shared = {}, ...components } = document.components ?? {}
  return findExamples({ ...document, components }, { shared, at: '', isMap: false })
}

interface Place {
  readonly shared: Readonly<Record<string, unknown>>
  readonly at: string
  readonly isMap: boolean
}

const findExamples = (part: unknown, { shared, at, isMap }: Place): Example[] => {
  if (Array.isArray(part))
    return part.flatMap((item, index) =>
      findExamples(item, { shared, at: at + pointerOf(String(index)), isMap: false }),
    )
  if (!isRecord(part)) return []
  const children = Object.entries(part).flatMap(([key, child]) =>
    !isMap && VALUES.has(key)
      ? []
      : findExamples(child, { shared, at: at + pointerOf(key), isMap: !isMap && key === 'properties' }),
  )
  if (isMap) return children
  const values = [...('example' in part ? [part.example] : []), ...named(part.examples, shared)]
  const schema = 'schema' in part ? `${at}/schema` : at
  return [...children, ...values.map((value) => ({ schema, at, value }))]
}
