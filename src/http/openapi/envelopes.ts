import { type Document, operationsOf } from './operations.ts'

type Schemas = NonNullable<NonNullable<Document['components']>['schemas']>

const SCHEMAS = '#/components/schemas/'

const nameIn = (schema: unknown): string | undefined => {
  const { $ref } = Object(schema)
  return typeof $ref === 'string' ? $ref.replace(SCHEMAS, '') : undefined
}

/** `ScriptList` for a list of scripts, `ScriptResponse` for one; `undefined` when the data have no name. */
const envelopeName = (schema: unknown): string | undefined => {
  const { data } = Object(Object(schema).properties)
  const [one, item] = [nameIn(data), nameIn(Object(data).items)]
  if (one !== undefined) return `${one}Response`
  return item === undefined ? undefined : `${item}List`
}

/** Replaces the envelopes of answers by references, as generated clients name inline schemas after operations; returns them by name. */
export const nameEnvelopes = (document: Document): Schemas => {
  const named: Schemas = {}
  for (const { responses = {} } of operationsOf(document)) {
    for (const response of Object.values(responses)) {
      const content = response.content?.['application/json']
      const name = envelopeName(content?.schema)
      if (!content?.schema || name === undefined) continue
      named[name] = content.schema
      content.schema = { $ref: SCHEMAS + name }
    }
  }
  return named
}
