import { z } from '@hono/zod-openapi'
import { isStorable, maxCharacters, notStorable, STORABLE_PATTERN } from '../../domain/plain-text.ts'
import { SECRET_NAME } from '../../domain/secret-name.ts'
import { pageQuery } from '../../http/request/page-query.ts'
import { readOnlyField } from '../../http/request/read-only-field.ts'
import { smallJson } from '../../http/request/small-json.ts'

const example = {
  name: 'API_URL',
  value: 'https://api.example.com',
  description: 'The service that orders are read from.',
  created_at: '2026-11-24T18:00:00.000Z',
  updated_at: '2026-11-24T18:00:00.000Z',
}

// Named as secrets are, so that both look alike in expressions.
const Name = z.string().regex(SECRET_NAME, { error: 'variable_name' }).openapi({
  description: 'Name of the variable: letters, digits and `_`, not starting with a digit.',
  example: example.name,
})

export const VariableParams = z.object({ name: Name.openapi({ param: { name: 'name', in: 'path' } }) })

const anyJson = { description: 'Any JSON value of up to 64 KiB.', example: example.value }

const Description = z.string().check(maxCharacters(500)).refine(isStorable, notStorable).nullable().openapi({
  description: 'What the variable is for.',
  pattern: STORABLE_PATTERN,
  example: example.description,
})

const isoTime = (description: string) =>
  z.iso.datetime().openapi({ description, example: example.updated_at })

export const Variable = z
  .object({
    name: Name,
    value: z.unknown().nonoptional().openapi(anyJson),
    description: Description,
    created_at: isoTime('Creation time.'),
    updated_at: isoTime('Time of the last change.'),
  })
  .openapi('Variable', { description: 'A variable.', example })
export type Variable = z.output<typeof Variable>

export const VariableValue = z
  .strictObject({
    value: smallJson.nonoptional().openapi(anyJson),
    description: Description.default(null),
    name: readOnlyField('string'),
    created_at: readOnlyField('string'),
    updated_at: readOnlyField('string'),
  })
  .openapi('VariableValue', {
    description: 'The value of a variable.',
    example: { value: example.value, description: example.description },
  })

export const VariableQuery = pageQuery(z.tuple([z.string()]))
export type VariableQuery = z.output<typeof VariableQuery>

export const DeletedVariable = z.object({ name: Name }).openapi('DeletedVariable', {
  description: 'The variable that was deleted.',
  example: { name: example.name },
})
