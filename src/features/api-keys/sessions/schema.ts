import { z } from '@hono/zod-openapi'
import { ApiKeyId, KeySecret, keyTime, Scopes } from '../schema.ts'

/** Longer access is what API keys are for. */
export const MAX_SESSION_MS = 12 * 60 * 60 * 1000
const MIN_SESSION_MS = 60_000

const example = {
  key_id: 'key_01KARDDJ80FXR3ZC8PCBFZ4WQZ',
  session_id: null,
  scopes: ['read' as const, 'execute' as const],
  expires_at: '2027-11-24T00:00:00.000Z',
}

const fields = {
  key_id: ApiKeyId.nullable().openapi({
    description:
      'The API key of the caller; null when the server asks for none, and for the token of the operator.',
    example: example.key_id,
  }),
  session_id: ApiKeyId.nullable().openapi({
    description: 'The session, if the request was made with one.',
    example: null,
  }),
  scopes: Scopes.openapi({ description: 'What the caller may do, including implied scopes.' }),
  expires_at: keyTime('When the key or the session expires; null for never.').nullable(),
}

export const Session = z
  .object(fields)
  .openapi('Session', { description: 'Who is calling, and what they may do.', example })
export type Session = z.output<typeof Session>

export const OpenedSession = z.object({ ...fields, key: KeySecret }).openapi('OpenedSession', {
  description: 'A session with its key.',
  example: {
    ...example,
    session_id: 'key_01KARDDJ80FXR3ZC8PCBFZ4WR0',
    expires_at: '2026-11-24T18:00:00.000Z',
    key: 'sd_4fG7xQ2mVvKcYw0bTn9aLr5eJd8hUs3iZo6pXf1qGkE',
  },
})
export type OpenedSession = z.output<typeof OpenedSession>

export const NewSession = z
  .strictObject({
    duration_ms: z.number().int().min(MIN_SESSION_MS).max(MAX_SESSION_MS).default(MAX_SESSION_MS).openapi({
      description: 'How long the session lasts, at most as long as the key, in milliseconds.',
      example: 3_600_000,
    }),
    scopes: Scopes.optional().openapi({
      description: 'What the session may do: some of the scopes of the key; by default all of them.',
    }),
  })
  .openapi('NewSession', {
    description: 'A session to open.',
    example: { duration_ms: 3_600_000, scopes: ['read'] },
  })
export type NewSession = z.output<typeof NewSession>
