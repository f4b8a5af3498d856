import { z } from '@hono/zod-openapi'
import { Key } from '../../domain/keyed-object.ts'
import { SCOPES } from '../../domain/scopes.ts'
import { pageQuery } from '../../http/request/page-query.ts'

export const ApiKeyId = z
  .string()
  .regex(/^key_[0-9A-HJKMNP-TV-Z]{26}$/, { error: 'api_key_id' })
  .openapi({
    description: 'Id of the key. Ids sort by the time of creation.',
    example: 'key_01KARDDJ80FXR3ZC8PCBFZ4WQZ',
  })

export const ApiKeyParams = z.object({
  key_id: ApiKeyId.openapi({ param: { name: 'key_id', in: 'path' } }),
})

export const ApiKeyQuery = pageQuery(z.tuple([ApiKeyId]))
export type ApiKeyQuery = z.output<typeof ApiKeyQuery>

const ScopeName = z.enum(SCOPES).openapi('Scope', {
  description: 'Permission of a key. `admin` includes all others, `write` includes `read`.',
  example: 'read',
})

export const Scopes = z
  .array(ScopeName)
  .min(1)
  .refine((scopes) => new Set(scopes).size === scopes.length, {
    error: 'Must be unique',
    params: { problem: 'repeated_value' },
  })
  .openapi({ description: 'Permissions of the key.', uniqueItems: true, example: ['read', 'execute'] })

const Name = Key.openapi({
  description: 'Name of the key, for example its purpose.',
  example: 'Nightly import',
})

export const keyTime = (description: string) =>
  z.iso.datetime().openapi({ description, example: '2026-11-24T06:00:00.000Z' })

const exampleKey = 'sd_4fG7xQ2mVvKcYw0bTn9aLr5eJd8hUs3iZo6pXf1qGkE'

const example = {
  id: 'key_01KARDDJ80FXR3ZC8PCBFZ4WQZ',
  name: 'Nightly import',
  prefix: 'sd_4fG7xQ',
  scopes: ['read' as const, 'execute' as const],
  created_at: '2026-11-24T06:00:00.000Z',
  expires_at: '2027-11-24T00:00:00.000Z',
  last_used_at: null,
  revoked_at: null,
  parent_id: null,
}

const fields = {
  id: ApiKeyId,
  name: Name,
  prefix: z.string().openapi({ description: 'First characters of the key.', example: example.prefix }),
  scopes: Scopes,
  created_at: keyTime('Creation time.'),
  expires_at: keyTime('Time at which the key expires; null for never.').nullable(),
  last_used_at: keyTime('Time of the last use, to the minute; null for never.').nullable(),
  revoked_at: keyTime('Time of the revocation; null for a key that was not revoked.').nullable(),
  parent_id: ApiKeyId.nullable().openapi({
    description: 'The key that the session was opened with; null if this key is not a session.',
    example: null,
  }),
}

export const ApiKey = z
  .object(fields)
  .openapi('ApiKey', { description: 'An API key without its secret.', example })
export type ApiKey = z.output<typeof ApiKey>

export const KeySecret = z
  .string()
  .openapi({ description: 'The key itself, which is never shown again.', example: exampleKey })

export const CreatedApiKey = z
  .object({
    ...fields,
    key: KeySecret,
  })
  .openapi('CreatedApiKey', {
    description: 'A new key with its secret.',
    example: { ...example, key: exampleKey },
  })
export type CreatedApiKey = z.output<typeof CreatedApiKey>

export const NewApiKey = z
  .strictObject({
    name: Name,
    scopes: Scopes,
    expires_at: z.iso.datetime({ offset: true }).nullable().optional().openapi({
      description: 'Time at which the key expires; by default never.',
      example: example.expires_at,
    }),
  })
  .openapi('NewApiKey', {
    description: 'A key to create.',
    example: { name: example.name, scopes: example.scopes, expires_at: example.expires_at },
  })
export type NewApiKey = z.output<typeof NewApiKey>
