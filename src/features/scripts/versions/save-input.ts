import { z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { maxCharacters } from '../../../domain/plain-text.ts'
import type { AppEnv } from '../../../http/env.ts'
import { type Preconditions, precondition } from '../../../http/request/precondition.ts'
import type { ScriptChange } from '../service.ts'

export const SaveQuery = z.object({
  note: z.string().check(maxCharacters(500)).optional().openapi({
    description: 'What the change is for; kept with the version.',
    example: 'Retry the payment',
  }),
})

interface SaveRequest {
  readonly headers: z.output<typeof Preconditions>
  readonly query?: z.output<typeof SaveQuery>
}

/** The id of the API key of a request. */
export const saverOf = (c: Context<AppEnv>): string | null => c.get('principal')?.id ?? null

/** What a request says about a change of a script, apart from its content. */
export const changeOf = (c: Context<AppEnv>, { headers, query }: SaveRequest): ScriptChange => ({
  precondition: precondition(headers),
  by: saverOf(c),
  note: query?.note || null,
})
